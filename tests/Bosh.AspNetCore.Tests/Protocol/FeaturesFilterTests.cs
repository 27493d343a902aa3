using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Bosh.AspNetCore.Tests.Fuzzing;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class FeaturesFilterTests
{
    [Theory]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>")]
    [InlineData("<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>")]
    [InlineData("<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>")]
    [InlineData("<t:starttls xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'><t:required/></t:starttls>")]
    public void What_works_end_to_end_only_is_taken_out(string feature)
        => Assert.Equal(
            "<stream:features> <a xmlns='urn:a'/>\n<b xmlns='urn:b'>x</b></stream:features>",
            Filter($"<stream:features> <a xmlns='urn:a'/>{feature}\n<b xmlns='urn:b'>x</b></stream:features>"));

    [Fact]
    public void Mechanisms_that_bind_to_a_channel_are_taken_out()
        => Assert.Equal(
            "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256</mechanism><mechanism>PLAIN</mechanism></mechanisms></stream:features>",
            Filter(
                "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-256-PLUS</mechanism><mechanism>SCRAM-SHA-256</mechanism>"
                + "<mechanism> SCRAM-SHA-1-PLUS\n</mechanism><mechanism>PLAIN</mechanism></mechanisms></stream:features>"));

    [Fact]
    public void Mechanisms_of_sasl2_that_bind_to_a_channel_are_taken_out()
        => Assert.Equal(
            "<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-1</mechanism><inline><sm xmlns='urn:xmpp:sm:3'/></inline></authentication></stream:features>",
            Filter(
                "<stream:features><authentication xmlns='urn:xmpp:sasl:2'><mechanism>SCRAM-SHA-1</mechanism><mechanism>SCRAM-SHA-1-PLUS</mechanism>"
                + "<inline><sm xmlns='urn:xmpp:sm:3'/></inline></authentication><sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'/></stream:features>"));

    [Theory]
    [InlineData("<stream:features/>")]
    [InlineData("<stream:features></stream:features>")]
    [InlineData("<stream:features ><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/><session xmlns=\"urn:ietf:params:xml:ns:xmpp-session\"><optional/></session></stream:features >")]
    [InlineData("<stream:features><starttls xmlns='urn:other'/><compression/><sasl-channel-binding/></stream:features>")]
    [InlineData("<stream:features><compress xmlns='http://jabber.org/features/compress'/></stream:features>")]
    [InlineData("<stream:features><a xmlns='urn:a'><mechanism/>-PLUS<mechanism>X-PLUSONE</mechanism><x>A-PLUS</x></a></stream:features>")]
    [InlineData("<stream:features><a xmlns='urn:a'>&#65;<![CDATA[<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>]]>\r\n</a></stream:features>")]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")]
    public void Everything_else_stays_byte_for_byte(string features) => Assert.Equal(features, Filter(features));

    [Theory]
    [InlineData("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>", true)]
    [InlineData("<stream:features><starttls xmlns='urn:other'/></stream:features>", false)]
    [InlineData("<stream:features><compression xmlns='http://jabber.org/features/compress'/></stream:features>", false)]
    [InlineData("<stream:features/>", false)]
    public void It_is_known_whether_the_server_offers_tls(string features, bool offersTls)
    {
        FeaturesFilter.Apply(Encoding.UTF8.GetBytes(features), Streams.Header(Streams.Usual), XmlLimits.Default, out bool offers);
        Assert.Equal(offersTls, offers);
    }

    [Fact]
    public void Everything_may_be_taken_out()
        => Assert.Equal(
            "<stream:features></stream:features>",
            Filter(
                "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls><compression xmlns='http://jabber.org/features/compress'/></stream:features>"));

    private static string Filter(string features)
        => Encoding.UTF8.GetString(FeaturesFilter.Apply(Encoding.UTF8.GetBytes(features), Streams.Header(Streams.Usual), XmlLimits.Default, out _));
}
