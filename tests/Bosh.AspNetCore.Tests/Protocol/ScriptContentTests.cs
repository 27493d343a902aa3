using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>XEP-0252, Changes to the Request Syntax: what requests carry is one stream of bytes.</summary>
public sealed class ScriptContentTests
{
    private const string Stanzas =
        "<message to='a' xmlns='jabber:client'><body>\u00e4 \u20ac \U0001f600 &amp; &#x41; <![CDATA[<]]></body></message> \n" +
        "<x:y xmlns:x='urn:x' a=\"1>2\"/><iq xmlns='jabber:client' type='get'><q xmlns='urn:q'/></iq>";

    [Theory]
    [InlineData("", true)]
    [InlineData(" ", false)]
    public void A_request_that_carries_nothing_asks_for_an_answer_alone(string content, bool isPlain)
        => Assert.Equal(isPlain, new BodyElement { Script = new ScriptFragment([], System.Text.Encoding.UTF8.GetBytes(content), []) }.IsPlain);

    [Fact]
    public void Content_may_be_cut_at_every_byte()
    {
        byte[] content = Encoding.UTF8.GetBytes(Stanzas);
        string whole = Payload(Send(New(), content));
        for (int cut = 0; cut <= content.Length; cut++)
        {
            ScriptContent script = New();
            Assert.Equal(whole, Payload(Send(script, content[..cut])) + Payload(Send(script, content[cut..])));
            Assert.False(script.IsInElement);
        }
    }

    [Fact]
    public void Content_may_come_byte_by_byte()
    {
        byte[] content = Encoding.UTF8.GetBytes(Stanzas);
        ScriptContent script = New();
        string all = string.Concat(content.Select(b => Payload(Send(script, [b]))));
        Assert.Equal(Payload(Send(New(), content)), all);
    }

    [Fact]
    public void Elements_go_on_as_soon_as_they_are_whole()
    {
        ScriptContent script = New();
        Assert.Equal("<a xmlns='x'/>", Payload(Send(script, "<a xmlns='x'/><b xmlns='x'>"u8.ToArray())));
        Assert.True(script.IsInElement);
        Assert.Equal("", Payload(Send(script, "<c/>"u8.ToArray())));
        Assert.Equal("<b xmlns='x'><c/></b><d xmlns='x'/>", Payload(Send(script, "</b><d xmlns='x'/>"u8.ToArray())));
        Assert.False(script.IsInElement);
    }

    [Fact]
    public void Element_has_the_declarations_and_the_language_of_the_body_element_in_which_it_began()
    {
        ScriptContent script = New();
        Assert.Equal("", Payload(Send(script, "<a xmlns='x'><b p:c='"u8.ToArray(), "xmlns:p='urn:p' xml:lang='de'")));
        List<BodyElement>? parts = Send(script, "1'/></a><d xmlns='x'/>"u8.ToArray(), "xml:lang='en'");
        Assert.Equal(["de", "en"], parts!.Select(part => part.Lang), StringComparer.Ordinal);
        Assert.Contains("urn:p", Encoding.UTF8.GetString(parts![0].Payload), StringComparison.Ordinal);
        Assert.Equal("<d xmlns='x'/>", Encoding.UTF8.GetString(parts[1].Payload));
        Assert.Null(Send(New(), "<a xmlns='x'><b p:c='1'/></a>"u8.ToArray()));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("</a>")]
    [InlineData("<!-- c --><a xmlns='x'/>")]
    [InlineData("<?pi x?>")]
    [InlineData("<a xmlns='x'></b>")]
    [InlineData("<a xmlns='x'>&lol;</a>")]
    [InlineData("<a xmlns='x' b='<'/>")]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")]
    public void What_can_never_be_an_element_is_refused_however_it_is_cut(string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            ScriptContent script = New();
            Assert.True(Send(script, bytes[..cut]) is null || Send(script, bytes[cut..]) is null);
        }
    }

    [Fact]
    public void Invalid_utf8_is_refused()
        => Assert.Null(Send(New(), [.. "<a xmlns='x'>"u8, 0xC3, 0x28, .. "</a>"u8]));

    [Fact]
    public void What_is_not_whole_is_kept_up_to_a_limit()
    {
        ScriptContent script = New(maxSize: 100);
        Assert.NotNull(Send(script, [.. "<a xmlns='x'>"u8, .. Enumerable.Repeat((byte)'x', 87)]));
        Assert.Null(Send(script, "x"u8.ToArray()));
    }

    [Fact]
    public void Elements_of_one_request_are_counted()
    {
        byte[] four = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a xmlns='x'/>", 4)));
        Assert.Null(Send(new ScriptContent(new ScriptLimits(XmlLimits.Default, MaxElements: 3, MaxSize: 1000)), four));
    }

    [Theory]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'>{0}</body>")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'>{0}</body \n>\n")]
    [InlineData("<?xml version='1.0'?><b:body rid='1' xmlns:b='http://jabber.org/protocol/httpbind'>{0}</b:body>")]
    public void Content_is_what_stands_between_the_tags(string body)
    {
        foreach (string content in new[] { "", "<message><body>half", "</body></message>", "x</body> </body", " " })
        {
            BodyElement read = Read(Encoding.UTF8.GetBytes(body.Replace("{0}", content, StringComparison.Ordinal)));
            Assert.Null(read.Problem);
            Assert.Equal(1, read.Rid);
            Assert.Equal(content, Encoding.UTF8.GetString(read.Script!.Content));
            Assert.Equal(content.Trim().Length > 0 ? 1 : 0, read.ElementCount);
        }
    }

    [Theory]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'>")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'></bodies>")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'></body")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'></body>x")]
    [InlineData("<body rid='1'></body>")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'")]
    public void Body_element_itself_must_be_whole(string body) => Assert.NotNull(Read(Encoding.UTF8.GetBytes(body)).Problem);

    [Fact]
    public void Copies_are_told_apart_by_their_content()
    {
        UInt128 Hash(string content) => Read(Encoding.UTF8.GetBytes($"<body rid='1' xmlns='http://jabber.org/protocol/httpbind'>{content}</body>")).Hash;
        Assert.Equal(Hash("<a/>"), Hash("<a/>"));
        Assert.NotEqual(Hash("<a/>"), Hash("<b/>"));
    }

    private static ScriptContent New(int maxSize = 10_000) => new(new ScriptLimits(XmlLimits.Default, 1000, maxSize));

    private static BodyElement Read(byte[] text) => ScriptBody.Parse(text, XmlLimits.Default, maxElements: 1000);

    /// <returns>Null when it is refused.</returns>
    private static List<BodyElement>? Send(ScriptContent script, byte[] content, string attributes = "")
    {
        byte[] start = Encoding.UTF8.GetBytes($"<body rid='1' {attributes} xmlns='http://jabber.org/protocol/httpbind'>");
        BodyElement body = Read([.. start, .. content, .. "</body>"u8]);
        Assert.Null(body.Problem);
        return script.TryAppend(body.Script!, out List<BodyElement> elements) ? elements : null;
    }

    private static string Payload(List<BodyElement>? elements)
    {
        Assert.NotNull(elements);
        return string.Concat(elements.Select(element => Encoding.UTF8.GetString(element.Payload)));
    }
}
