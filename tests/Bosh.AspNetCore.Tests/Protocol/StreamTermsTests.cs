using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class StreamTermsTests
{
    [Fact]
    public void The_header_says_what_the_client_asked_for()
    {
        var terms = StreamTerms.Of(
            Parsed.Attributes("rid='1' from='user@example.com' xml:lang='en' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'"), "example.com");
        Assert.Equal(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='example.com' from='user@example.com' "
            + "version='1.0' xml:lang='en'>",
            Encoding.UTF8.GetString(terms.ToHeader()));
    }

    [Fact]
    public void What_the_client_did_not_name_is_left_out()
        => Assert.Equal(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' to='example.com' version='1.0'>",
            Encoding.UTF8.GetString(StreamTerms.Of(Parsed.Attributes("rid='1'"), "example.com").ToHeader()));

    [Theory]
    [InlineData("1.0", "1.0")]
    [InlineData("1.6", "1.6")]
    [InlineData("2.0", "2.0")]
    [InlineData("0.9", "1.0")]
    [InlineData("1", "1.0")]
    [InlineData("", "1.0")]
    [InlineData("01.0", "1.0")]
    [InlineData("1.0' x='", "1.0")]
    public void A_version_that_is_none_is_taken_for_1_0(string asked, string sent)
        => Assert.Equal(
            sent, StreamTerms.Of(Parsed.Attributes($"rid='1' xmpp:version=\"{asked}\" xmlns:xmpp='urn:xmpp:xbosh'"), "example.com").XmppVersion);

    [Fact]
    public void What_a_client_sends_stays_inside_of_its_attribute()
    {
        var terms = StreamTerms.Of(
            Parsed.Attributes("rid='1' from=\"a'>&lt;stream:error/>&#10;&amp;\" xml:lang=\"'/>\""), "example.com' x='");
        string text = Encoding.UTF8.GetString(terms.ToHeader());
        StreamHeader header = StreamHeader.Parse(Encoding.UTF8.GetBytes(text[text.IndexOf("<stream:", StringComparison.Ordinal)..]), XmlLimits.Default, out _)!;
        Assert.Equal("a'><stream:error/>\n&", header.From);
        Assert.Equal("'/>", header.Lang);
    }

    [Fact]
    public void A_restart_keeps_what_it_does_not_name()
    {
        var terms = new StreamTerms("example.com", "user@example.com", "en", "1.0");
        Assert.Equal(terms, terms.Restarted(Parsed.Attributes("rid='2' to='other.example'")));
        Assert.Equal(
            terms with { From = "other@example.com", Lang = "de" }, terms.Restarted(Parsed.Attributes("rid='2' from='other@example.com' xml:lang='de'")));
    }
}
