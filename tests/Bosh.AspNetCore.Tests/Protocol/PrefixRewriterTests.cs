using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Tests.Fuzzing;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class PrefixRewriterTests
{
    [Fact]
    public void Invented_prefixes_are_written_with_default_namespaces()
    {
        BodyElement body = Parsed.Content(
            "<iq type=\"set\" id=\"bind_1\"><default:bind xmlns:default=\"urn:ietf:params:xml:ns:xmpp-bind\"><default:resource>xmpphp</default:resource></default:bind></iq>");
        Assert.Null(body.Problem);
        Assert.DoesNotContain("default", body.PayloadText(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "<{jabber:client}iq {}id='bind_1' {}type='set'>", "<{urn:ietf:params:xml:ns:xmpp-bind}bind>",
                "<{urn:ietf:params:xml:ns:xmpp-bind}resource>", "text xmpphp", "</>", "</>", "</>",
            ],
            AtServer(body));
    }

    [Fact]
    public void Children_without_a_prefix_stay_in_the_namespace_that_they_are_in()
        => Assert.Equal(
            ["<{urn:p}a>", "<{jabber:client}b>", "</>", "<{}c>", "</>", "<{urn:d}d>", "</>", "</>"],
            AtServer(Parsed.Content("<p:a xmlns:p='urn:p'><b/><c xmlns=''/><d xmlns='urn:d'/></p:a>")));

    [Fact]
    public void A_payload_in_no_namespace_stays_in_none()
        => Assert.Equal(
            ["<{}a>", "<{urn:p}b>", "</>", "</>"],
            AtServer(Parsed.Text("<h:body rid='1' xmlns:h='http://jabber.org/protocol/httpbind'><a><p:b xmlns:p='urn:p'/></a></h:body>")));

    [Fact]
    public void A_prefix_of_the_body_element_is_resolved()
        => Assert.Equal(
            ["<{jabber:client}message>", "<{urn:p}x {urn:p}y='1'>", "</>", "</>"],
            AtServer(Parsed.Text("<h:body rid='1' xmlns:h='http://jabber.org/protocol/httpbind' xmlns:p='urn:p'><h:message><p:x p:y='1'/></h:message></h:body>")));

    [Theory]
    [InlineData("<xml:a><b/></xml:a>")]
    [InlineData("<a><xml:b><c/></xml:b></a>")]
    [InlineData("<xml:a><b xmlns=''/><p:c xmlns:p='urn:p'/></xml:a>")]
    public void Elements_with_the_prefix_xml_keep_it(string payload)
    {
        string[] bodies =
        [
            $"<body rid='1' xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>",
            $"<b:body rid='1' xmlns:b='http://jabber.org/protocol/httpbind'>{payload}</b:body>",
        ];
        foreach (string body in bodies)
        {
            Assert.Equal(
                PlatformReading.Inside(body).Select(line => line.Replace("<{http://jabber.org/protocol/httpbind}", "<{jabber:client}", StringComparison.Ordinal)),
                AtServer(Parsed.Text(body)),
                StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Text_and_attributes_keep_their_meaning()
        => Assert.Equal(
            ["<{urn:p}a {urn:p}y=' \n' {}x='<&'\">\r\t'>", "text \n <![CDATA[\r]]> é\U0001F600\t", "</>"],
            AtServer(Parsed.Content("<p:a xmlns:p='urn:p' x='&lt;&amp;&apos;&quot;&gt;&#13;&#9;' p:y='\n&#10;'>\r\n <![CDATA[<![CDATA[]]>&#13;]]&gt; é\U0001F600&#9;</p:a>")));

    [Fact]
    public void Attributes_with_prefixes_keep_them()
        => Assert.Equal(
            "<a xmlns='urn:p' xmlns:p='urn:p' p:x='1' p:y=\"2\"><b><c xmlns:q='urn:q' q:x='1' xmlns:p='urn:p' p:x='1'/></b></a>",
            Parsed.Content("<p:a xmlns:p='urn:p' p:x='1' p:y=\"2\"><p:b xmlns:q='urn:q'><p:c q:x='1' p:x='1'/></p:b></p:a>").PayloadText());

    [Fact]
    public void Payloads_beside_it_stay_as_they_are()
        => Assert.Equal("<a x='1' /><b xmlns='urn:p'/><c></c>", Parsed.Content("<a x='1' /> <p:b xmlns:p='urn:p'/> <c></c>").PayloadText());

    [Fact]
    public void Letters_that_the_platform_does_not_know_are_relayed()
        => Assert.Equal("<a/><\u2C00 xmlns='urn:p' \u2C00='1'></\u2C00>", Parsed.Content("<a/><p:\u2C00 xmlns:p='urn:p' \u2C00='1'></p:\u2C00>").PayloadText());

    [Fact]
    public void Text_and_attributes_keep_their_bytes()
        => Assert.Equal(
            "<a xmlns='urn:p' x=\"&#x41;'\" y = '&lt;\t'>\r\n&#13;<![CDATA[<p:b>]]>]] ></a>",
            Parsed.Content("<p:a   xmlns:p='urn:p'\n x=\"&#x41;'\"\ty = '&lt;\t' >\r\n&#13;<![CDATA[<p:b>]]>]] ></p:a\n>").PayloadText());

    [Fact]
    public void A_prefix_of_the_stream_is_declared_where_an_element_around_hides_it()
        => Assert.Equal(
            ["<{urn:p}a {urn:s}x='1'>", "<{urn:p}b {http://etherx.jabber.org/streams}x='1'>", "</>", "</>"],
            AtServer(Parsed.Content(
                "<p:a xmlns:p='urn:p' xmlns:stream='urn:s' stream:x='1'><p:b xmlns:stream='http://etherx.jabber.org/streams' stream:x='1'/></p:a>")));

    private static IReadOnlyList<string> AtServer(BodyElement body)
    {
        Assert.Null(body.Problem);
        return PlatformReading.Inside(
            $"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>{body.PayloadText()}</stream:stream>");
    }
}
