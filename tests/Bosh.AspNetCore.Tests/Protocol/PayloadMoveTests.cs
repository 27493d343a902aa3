using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Tests.Fuzzing;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>Payloads on their way from the client's body element into the stream to the server.</summary>
public sealed class PayloadMoveTests
{
    [Theory]
    [InlineData("<message/>")]
    [InlineData("<message to='a@b'><body>Hello</body></message>")]
    [InlineData("<message xmlns='jabber:client'><body>Hello</body></message>")]
    [InlineData("<iq\n type=\"get\"\t><query xmlns='jabber:iq:roster' /></iq >")]
    [InlineData("<message><body>&lt;&#x41;\r\n<![CDATA[ < ]]>é\U0001F600</body></message>")]
    [InlineData("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGE=</auth>")]
    [InlineData("<enable xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<message xml:lang='de'/>")]
    [InlineData("<a xmlns=''/>")]
    [InlineData("<a xmlns:p='urn:p' p:x='1'/>")]
    public void A_payload_that_needs_nothing_is_relayed_byte_for_byte(string payload) => Assert.Equal(payload, Parsed.Content(payload).PayloadText());

    [Fact]
    public void White_space_between_payloads_is_left_out()
        => Assert.Equal("<a/><b> </b>", Parsed.Content("\n  <a/>\n  <b> </b>\n").PayloadText());

    [Fact]
    public void Stanza_in_the_httpbind_namespace_becomes_jabber_client_for_the_server()
        => Assert.Equal(
            ["<{jabber:client}message>", "<{jabber:client}body>", "</>", "<{urn:x}x>", "</>", "</>"],
            AtServer(Parsed.Content("<message><body/><x xmlns='urn:x'/></message>")));

    [Fact]
    public void A_declaration_of_the_body_element_is_added_to_the_payload_that_uses_it()
    {
        BodyElement body = Parsed.Text("<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:p='urn:p' xmlns:q='urn:q'><a/><b p:x='1'/><c><d q:y='2'/></c></body>");
        Assert.Equal("<a/><b xmlns:p='urn:p' p:x='1'/><c xmlns:q='urn:q'><d q:y='2'/></c>", body.PayloadText());
    }

    [Fact]
    public void A_declaration_that_the_payload_hides_is_not_added()
    {
        BodyElement body = Parsed.Text("<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:p='urn:p'><a xmlns:p='urn:2' p:x='1'/></body>");
        Assert.Equal("<a xmlns:p='urn:2' p:x='1'/>", body.PayloadText());
    }

    [Fact]
    public void A_declaration_that_is_used_before_it_is_hidden_is_added()
    {
        BodyElement body = Parsed.Text("<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:p='urn:p'><a><b xmlns:p='urn:2' p:x='1'/><c p:x='1'/></a></body>");
        Assert.Equal("<a xmlns:p='urn:p'><b xmlns:p='urn:2' p:x='1'/><c p:x='1'/></a>", body.PayloadText());
    }

    [Fact]
    public void A_namespace_name_with_quotes_is_added_as_it_was_written()
    {
        BodyElement body = Parsed.Text("<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:p=\"it's\" xmlns:q='&quot;&amp;'><a p:x='1' q:x='1'/></body>");
        Assert.Equal("<a xmlns:p=\"it's\" xmlns:q='&quot;&amp;' p:x='1' q:x='1'/>", body.PayloadText());
    }

    [Fact]
    public void The_streams_prefix_of_our_own_header_is_not_added()
    {
        BodyElement body = Parsed.Text("<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'><a stream:x='1'/></body>");
        Assert.Equal("<a stream:x='1'/>", body.PayloadText());
    }

    [Fact]
    public void The_prefix_stream_for_another_namespace_is_added()
    {
        BodyElement body = Parsed.Text("<body rid='1' xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='urn:s'><a stream:x='1'/></body>");
        Assert.Equal("<a xmlns:stream='urn:s' stream:x='1'/>", body.PayloadText());
    }

    [Fact]
    public void A_payload_in_no_namespace_stays_in_none()
    {
        BodyElement body = Parsed.Text("<b:body rid='1' xmlns:b='http://jabber.org/protocol/httpbind'><a><c/></a><d xmlns='urn:d'/></b:body>");
        Assert.Equal("<a xmlns=''><c/></a><d xmlns='urn:d'/>", body.PayloadText());
    }

    [Fact]
    public void An_element_that_names_the_httpbind_namespace_becomes_jabber_client_too()
        => Assert.Equal(
            "<message><body/><x xmlns='urn:x'><body xmlns='jabber:client'/></x></message>",
            Parsed.Content(
                "<message><body xmlns='http://jabber.org/protocol/httpbind'/><x xmlns='urn:x'><body xmlns='http://jabber.org/protocol/http&#98;ind'/></x></message>")
                .PayloadText());

    [Fact]
    public void The_place_for_an_inherited_language_is_after_the_name()
    {
        BodyElement body = Parsed.Text("<body rid='1' xml:lang='de' xmlns='http://jabber.org/protocol/httpbind'><message to='a'/><iq xml:lang='en'/><presence/></body>");
        Assert.Equal("de", body.Lang);
        Assert.Equal("<message xml:lang='de' to='a'/><iq xml:lang='en'/><presence xml:lang='de'/>", WithLang(body));
    }

    [Fact]
    public void The_place_for_an_inherited_language_is_known_in_rewritten_payloads_too()
    {
        BodyElement body = Parsed.Text("<body rid='1' xml:lang='de' xmlns='http://jabber.org/protocol/httpbind'><a/><p:message xmlns:p='jabber:client' to='a'/><p:b xmlns:p='urn:p'/></body>");
        Assert.Equal("<a xml:lang='de'/><message xml:lang='de' to='a'/><b xml:lang='de' xmlns='urn:p'/>", WithLang(body));
    }

    [Fact]
    public void Without_a_language_of_the_body_there_is_none_to_inherit()
        => Assert.Null(Parsed.Content("<message/>").LangInsertions);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Generated_payloads_mean_the_same_to_the_server_as_in_the_body(int seed, bool withPrefixes)
    {
        var generator = new ElementGenerator(new Random(seed), withPrefixes);
        for (int i = 0; i < 2000; i++)
        {
            (string declarations, string[] prefixes) = generator.Declarations();
            (string name, string space) = generator.Pick(("body", "xmlns"), ("body", "xmlns"), ("b:body", "xmlns:b"), ("b:body", "xmlns='' xmlns:b"));
            string content = $"{generator.Element(prefixes)} {(generator.Chance(50) ? generator.Element(prefixes) : "")}";
            string text = $"<{name} rid='1'{declarations} {space}='http://jabber.org/protocol/httpbind'>{content}</{name}>";
            BodyElement body = Parsed.Text(text);
            Assert.True(body.Problem is null, $"{body.Problem} at {body.ProblemOffset}\n{text}");
            IEnumerable<string> inBody = PlatformReading.Inside(text).Select(
                line => line.Replace("<{http://jabber.org/protocol/httpbind}", "<{jabber:client}", StringComparison.Ordinal));
            if (!inBody.SequenceEqual(AtServer(body), StringComparer.Ordinal))
            {
                Assert.Fail($"{text}\n{body.PayloadText()}\n{string.Join('\n', inBody)}\n\n{string.Join('\n', AtServer(body))}");
            }
        }
    }

    [Fact]
    public void Only_declarations_are_added_to_generated_payloads()
    {
        var generator = new ElementGenerator(new Random(3), withPrefixes: false);
        for (int i = 0; i < 2000; i++)
        {
            (string declarations, string[] prefixes) = generator.Declarations();
            string payload = generator.Element(prefixes);
            string sent = Parsed.Text($"<body rid='1'{declarations} xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>").PayloadText();
            int nameEnd = payload.IndexOfAny([' ', '/', '>']);
            string added = sent[nameEnd..(nameEnd + sent.Length - payload.Length)];
            Assert.Equal(payload, sent.Remove(nameEnd, added.Length));
            Assert.True(added.Length == 0 || added.StartsWith(" xmlns:", StringComparison.Ordinal), added);
        }
    }

    private static IReadOnlyList<string> AtServer(BodyElement body)
        => PlatformReading.Inside(
            $"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>{body.PayloadText()}</stream:stream>");

    private static string WithLang(BodyElement body)
    {
        var text = new StringBuilder();
        int copied = 0;
        foreach (int insertion in body.LangInsertions!)
        {
            text.Append(Encoding.UTF8.GetString(body.Payload[copied..insertion])).Append(" xml:lang='").Append(body.Lang).Append('\'');
            copied = insertion;
        }

        return text.Append(Encoding.UTF8.GetString(body.Payload[copied..])).ToString();
    }
}
