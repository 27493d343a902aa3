using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class BodyParserTests
{
    private const string Bind = "http://jabber.org/protocol/httpbind";

    [Theory]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'/>")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'></body>")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind'> \r\n\t</body>")]
    [InlineData("<?xml version=\"1.0\"?>\n<body rid='1' xmlns='http://jabber.org/protocol/httpbind'/>\n")]
    [InlineData("<?xml version='1.0' encoding='utf-8'?><body rid=\"1\" xmlns=\"http://jabber.org/protocol/httpbind\"/>")]
    [InlineData("\uFEFF<body rid='1' xmlns='http://jabber.org/protocol/httpbind'/>")]
    [InlineData("<b:body rid='1' xmlns:b='http://jabber.org/protocol/httpbind'></b:body>")]
    [InlineData("<body xmlns='http://jabber.org/protocol/http&#98;ind' rid='1'/>")]
    public void A_request_is_a_body_element_in_the_httpbind_namespace(string text)
    {
        BodyElement body = Parsed.Text(text);
        Assert.Null(body.Problem);
        Assert.Equal(1, body.Rid);
        Assert.Equal(0, body.ElementCount);
        Assert.Empty(body.Payload);
    }

    [Theory]
    [InlineData("<body rid='1'/>")]
    [InlineData("<body rid='1' xmlns='jabber:client'/>")]
    [InlineData("<body rid='1' xmlns='http://jabber.org/protocol/httpbind/'/>")]
    [InlineData("<Body rid='1' xmlns='http://jabber.org/protocol/httpbind'/>")]
    [InlineData("<message rid='1' xmlns='http://jabber.org/protocol/httpbind'/>")]
    [InlineData("<body rid='1' xmlns:b='http://jabber.org/protocol/httpbind'/>")]
    [InlineData("<b:body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:b='urn:b'/>")]
    [InlineData("<soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'/>")]
    public void Any_other_root_element_is_refused(string text)
    {
        BodyElement body = Parsed.Text(text);
        Assert.Equal("NotABodyElement", body.Problem);
        Assert.Equal(0, body.ProblemOffset);
        Assert.Equal(0, body.Rid);
    }

    [Theory]
    [InlineData("", "UnexpectedEnd", 0)]
    [InlineData("rid=1&sid=2", "TextNotAllowed", 0)]
    [InlineData("{\"rid\":1}", "TextNotAllowed", 0)]
    [InlineData("<body rid='1'", "UnexpectedEnd", 13)]
    [InlineData("<!DOCTYPE body><body/>", "RestrictedXml", 0)]
    [InlineData("<!--c--><body/>", "RestrictedXml", 0)]
    [InlineData("<?xml version='1.1'?><body/>", "MalformedTag", 0)]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><body/>", "InvalidUtf8", 0)]
    [InlineData("<body rid=1/>", "MalformedAttribute", 10)]
    public void What_is_no_element_at_all_is_refused_where_it_goes_wrong(string text, string problem, int offset)
    {
        BodyElement body = Parsed.Text(text);
        Assert.Equal((problem, offset), (body.Problem, body.ProblemOffset));
        Assert.Equal(0, body.Rid);
        Assert.False(body.HasSid);
    }

    [Theory]
    [InlineData("text", "TextNotAllowed", 0)]
    [InlineData("<a/>text", "TextNotAllowed", 4)]
    [InlineData("<a/> x <b/>", "TextNotAllowed", 4)]
    [InlineData("<![CDATA[ ]]>", "TextNotAllowed", 0)]
    [InlineData("&#32;", "TextNotAllowed", 0)]
    [InlineData("\u00A0", "TextNotAllowed", 0)]
    [InlineData("<a>", "MismatchedTag", 3)]
    [InlineData("<a></b>", "MismatchedTag", 3)]
    [InlineData("</a>", "MismatchedTag", 0)]
    [InlineData("</body><a/><body>", "ContentAfterRoot", 7)]
    [InlineData("</body></stream:stream>", "ContentAfterRoot", 7)]
    [InlineData("<a/></body><body><b/>", "ContentAfterRoot", 11)]
    [InlineData("<!--c-->", "RestrictedXml", 0)]
    [InlineData("<a><!--c--></a>", "RestrictedXml", 3)]
    [InlineData("<?pi?>", "RestrictedXml", 0)]
    [InlineData("<a>&nbsp;</a>", "InvalidReference", 3)]
    [InlineData("<a x='1' x='2'/>", "DuplicateAttribute", 9)]
    [InlineData("<p:a/>", "UnboundPrefix", 1)]
    [InlineData("<stream:error/>", "UnboundPrefix", 1)]
    [InlineData("<a/><b/><c/><d/><e/>", "TooManyElements", 16)]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "ElementNotAllowed", 0)]
    [InlineData("<t:starttls xmlns:t='urn:ietf:params:xml:ns:xmpp-tls'/>", "ElementNotAllowed", 0)]
    [InlineData("<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>", "ElementNotAllowed", 0)]
    [InlineData("<a\u0001/>", "ForbiddenCharacter", 2)]
    [InlineData("<a>\uFFFE</a>", "ForbiddenCharacter", 3)]
    public void A_broken_payload_leaves_sid_and_rid_readable(string content, string problem, int offset)
    {
        BodyElement body = Parsed.Content(content);
        Assert.Equal((problem, Parsed.Around("").Length - "</body>".Length + offset), (body.Problem, body.ProblemOffset));
        Assert.Equal(1, body.Rid);
        Assert.Equal(Parsed.Sid, body.Sid?.ToText());
        Assert.Empty(body.Payload);
    }

    [Theory]
    [InlineData("FF")]
    [InlineData("C080")]
    [InlineData("EDA080")]
    [InlineData("C3")]
    public void Invalid_utf8_in_a_payload_leaves_sid_and_rid_readable(string hex)
    {
        byte[] start = Encoding.UTF8.GetBytes($"<body rid='1' sid='{Parsed.Sid}' xmlns='{Bind}'><a>");
        BodyElement body = Parsed.Bytes([.. start, .. Convert.FromHexString(hex), .. "</a></body>"u8]);
        Assert.Equal(("InvalidUtf8", start.Length), (body.Problem, body.ProblemOffset));
        Assert.Equal(1, body.Rid);
        Assert.Equal(Parsed.Sid, body.Sid?.ToText());
    }

    [Fact]
    public void Invalid_utf8_in_the_start_tag_leaves_nothing_readable()
    {
        BodyElement body = Parsed.Bytes([.. Encoding.UTF8.GetBytes($"<body rid='1' sid='{Parsed.Sid}' xmlns='{Bind}' to='"), 0xFF, .. "'/>"u8]);
        Assert.Equal("InvalidUtf8", body.Problem);
        Assert.Equal(0, body.Rid);
        Assert.Null(body.Sid);
    }

    [Fact]
    public void Bad_bytes_after_the_root_are_refused()
    {
        BodyElement body = Parsed.Bytes([.. Encoding.UTF8.GetBytes(Parsed.Around("<a/>")), 0]);
        Assert.Equal(("ForbiddenCharacter", Parsed.Around("<a/>").Length), (body.Problem, body.ProblemOffset));
    }

    [Fact]
    public void Every_body_cut_short_has_a_problem()
    {
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around("<message xmlns='jabber:client'><body>é</body></message><p:a xmlns:p='urn:p'/>"));
        Assert.Null(Parsed.Bytes(text).Problem);
        for (int length = 0; length < text.Length; length++)
        {
            BodyElement body = Parsed.Bytes(text.AsSpan(0, length));
            Assert.True(body.Problem is not null, $"cut at {length}");
            Assert.InRange(body.ProblemOffset, 0, length);
            Assert.Empty(body.Payload);
        }
    }

    [Fact]
    public void As_many_elements_as_allowed_are_taken()
    {
        BodyElement body = Parsed.Content("<a/> <b/>\n<c></c><d/>");
        Assert.Null(body.Problem);
        Assert.Equal(4, body.ElementCount);
        Assert.Equal("<a/><b/><c></c><d/>", body.PayloadText());
    }

    [Theory]
    [InlineData("<a><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></a>")]
    [InlineData("<starttls/>")]
    [InlineData("<compress xmlns='urn:x'/>")]
    [InlineData("<message xmlns='jabber:client'><compress xmlns='http://jabber.org/protocol/compress'/></message>")]
    public void Tls_and_compression_are_refused_only_where_they_would_mean_something(string content)
        => Assert.Null(Parsed.Content(content).Problem);

    [Fact]
    public void The_limits_of_the_tokenizer_hold()
    {
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around("<a><b/></a>"));
        Assert.Equal("TooDeep", BodyParser.Parse(text, new XmlLimits(MaxDepth: 2, MaxAttributes: 9), maxElements: 1).Problem);
        Assert.Equal("TooManyAttributes", BodyParser.Parse(text, new XmlLimits(MaxDepth: 9, MaxAttributes: 2), maxElements: 1).Problem);
        Assert.Null(BodyParser.Parse(text, new XmlLimits(MaxDepth: 3, MaxAttributes: 3), maxElements: 1).Problem);
    }

    [Fact]
    public void The_first_problem_of_the_attributes_is_named()
    {
        BodyElement body = Parsed.Attributes("wait='x' rid='y' to='example.com'");
        Assert.Equal(("InvalidAttribute", 50), (body.Problem, body.ProblemOffset));
        Assert.Equal("example.com", body.To);
    }

    [Fact]
    public void The_hash_is_of_the_bytes_as_they_came()
    {
        byte[] text = Encoding.UTF8.GetBytes(Parsed.Around(""));
        Assert.Equal(Parsed.Bytes(text).Hash, Parsed.Bytes([.. text]).Hash);
        Assert.NotEqual(Parsed.Bytes(text).Hash, Parsed.Bytes([.. text, (byte)'\n']).Hash);
    }

    [Theory]
    [InlineData("<xml:a/>")]
    [InlineData("<xml:a xml:space='preserve'><xml:b xml:lang='de'/></xml:a>")]
    [InlineData("<p:a xmlns:p='urn:p' xml:space='preserve'/>")]
    [InlineData("<p:a xmlns:p='urn:p' xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='de'/>")]
    [InlineData("<p:\u2C00 xmlns:p='urn:p'/>")]
    [InlineData("<p:a xmlns:p='urn:p' p:\U00010000='1'/>")]
    public void Odd_elements_are_taken(string content)
    {
        BodyElement body = Parsed.Content(content);
        Assert.Null(body.Problem);
        Assert.NotEmpty(body.Payload);
    }
}
