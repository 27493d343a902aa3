using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Tests.Fuzzing;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>Elements on their way from the server's stream into the body element for the client.</summary>
public sealed class ServerElementTests
{
    private const string German = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xml:lang='de'>";

    [Theory]
    [InlineData("<message/>", "<message xmlns='jabber:client'/>")]
    [InlineData("<message to='a'><body>x</body></message>", "<message xmlns='jabber:client' to='a'><body>x</body></message>")]
    [InlineData("<message\n>&#65;<![CDATA[<]]>\r\n</message >", "<message xmlns='jabber:client'\n>&#65;<![CDATA[<]]>\r\n</message >")]
    [InlineData("<message xmlns='jabber:client'><body/></message>", "<message xmlns='jabber:client'><body/></message>")]
    [InlineData("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")]
    [InlineData("<r xmlns='urn:xmpp:sm:3'/>", "<r xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<a xmlns=''/>", "<a xmlns=''/>")]
    [InlineData("<stream:features><bind xmlns='urn:b'/></stream:features>", "<stream:features><bind xmlns='urn:b'/></stream:features>")]
    [InlineData("<stream:features><bind/></stream:features>", "<stream:features xmlns='jabber:client'><bind/></stream:features>")]
    [InlineData("<message><stream:x/></message>", "<message xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'><stream:x/></message>")]
    [InlineData("<a xmlns='urn:a' stream:x='1'/>", "<a xmlns:stream='http://etherx.jabber.org/streams' xmlns='urn:a' stream:x='1'/>")]
    public void What_the_element_relied_on_in_the_stream_is_added_and_nothing_else_is_touched(string element, string moved)
        => Assert.Equal(moved, Streams.Moved(Streams.Usual, element));

    [Fact]
    public void Features_and_errors_need_the_streams_prefix_of_the_body_element()
    {
        Assert.True(Read(Streams.Usual, "<stream:features/>").NeedsStreams);
        Assert.True(Read(Streams.Usual, "<stream:error><x xmlns='urn:x'/></stream:error>").NeedsStreams);
        Assert.False(Read(Streams.Usual, "<message><stream:x/></message>").NeedsStreams);
    }

    [Theory]
    [InlineData("<stream:features/>", (byte)ElementKind.Features)]
    [InlineData("<stream:error/>", (byte)ElementKind.StreamError)]
    [InlineData("<stream:other/>", (byte)ElementKind.Payload)]
    [InlineData("<features/>", (byte)ElementKind.Payload)]
    [InlineData("<features xmlns='http://etherx.jabber.org/streams'/>", (byte)ElementKind.Features)]
    [InlineData("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", (byte)ElementKind.TlsProceed)]
    [InlineData("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", (byte)ElementKind.TlsFailure)]
    [InlineData("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", (byte)ElementKind.Payload)]
    [InlineData("<message/>", (byte)ElementKind.Payload)]
    public void The_kind_of_an_element_is_told_by_its_expanded_name(string element, byte kind)
        => Assert.Equal((ElementKind)kind, Read(Streams.Usual, element).Kind);

    [Theory]
    [InlineData("<message><body>x</body></message>", ManagementSigns.IsStanza)]
    [InlineData("<iq xmlns='urn:x'/>", ManagementSigns.None)]
    [InlineData("<stream:features><bind xmlns='urn:b'/><sm xmlns='urn:xmpp:sm:3'/></stream:features>", ManagementSigns.Offered)]
    [InlineData("<stream:features><x xmlns='urn:x'><sm xmlns='urn:xmpp:sm:3'/></x></stream:features>", ManagementSigns.None)]
    [InlineData("<message><sm xmlns='urn:xmpp:sm:3'/><enabled xmlns='urn:xmpp:sm:3'/></message>", ManagementSigns.IsStanza)]
    [InlineData("<enabled xmlns='urn:xmpp:sm:3' id='1'/>", ManagementSigns.Answered | ManagementSigns.Begins)]
    [InlineData("<failed xmlns='urn:xmpp:sm:3'/>", ManagementSigns.Answered)]
    [InlineData("<success xmlns='urn:xmpp:sasl:2'><bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3'/></bound></success>",
        ManagementSigns.Answered | ManagementSigns.Begins)]
    [InlineData("<success xmlns='urn:xmpp:sasl:2'><failed xmlns='urn:xmpp:sm:3'/></success>", ManagementSigns.Answered)]
    [InlineData("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><enabled xmlns='urn:xmpp:sm:3'/></success>", ManagementSigns.None)]
    public void What_it_means_for_stream_management_is_told_from_its_tags_and_those_inside_of_answers(string element, object signs)
        => Assert.Equal(signs, Read(Streams.Usual, element).Signs);

    [Theory]
    [InlineData("<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'>", "<s:features><a xmlns='urn:a'/></s:features>")]
    [InlineData("<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'>", "<s:error><s:text/></s:error>")]
    [InlineData("<stream xmlns='http://etherx.jabber.org/streams'>", "<features><a xmlns='urn:a'/></features>")]
    [InlineData("<stream xmlns='http://etherx.jabber.org/streams' xmlns:c='jabber:client'>", "<c:message><c:body/></c:message>")]
    [InlineData("<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>", "<message><body/></message>")]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback'>", "<message><db:x/></message>")]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback'>", "<message db:x='1'/>")]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "<message><body/></message>")]
    [InlineData("<stream:stream xmlns='' xmlns:stream='http://etherx.jabber.org/streams'>", "<message><body/></message>")]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "<stream:features><a/></stream:features>")]
    [InlineData("<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams' xmlns:stream='urn:s'>", "<s:features><stream:x/></s:features>")]
    [InlineData("<s:stream xmlns='urn:&lt;&apos;' xmlns:s='http://etherx.jabber.org/streams'>", "<message/>")]
    public void Elements_mean_the_same_to_the_client_as_in_the_stream(string header, string element)
        => Assert.Equal(PlatformReading.Inside(Streams.InStream(header, element)), PlatformReading.Inside(Streams.InAnswer(header, element)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Generated_elements_mean_the_same_to_the_client_as_in_the_stream(int seed)
    {
        var generator = new ElementGenerator(new Random(seed), withPrefixes: true);
        for (int i = 0; i < 2000; i++)
        {
            string space = generator.Pick(" xmlns='jabber:client'", " xmlns='jabber:client'", "", " xmlns=''", " xmlns='urn:1'", " xmlns='http://jabber.org/protocol/httpbind'");
            (string declarations, string[] prefixes) = generator.Declarations();
            string header = $"<s:stream{space} xmlns:s='http://etherx.jabber.org/streams'{declarations}>";
            string element = generator.Element([.. prefixes, "s"]);
            string answer = Streams.InAnswer(header, element);
            IReadOnlyList<string> inStream = PlatformReading.Inside(Streams.InStream(header, element));
            IReadOnlyList<string> inAnswer = PlatformReading.Inside(answer);
            if (!inStream.SequenceEqual(inAnswer, StringComparer.Ordinal))
            {
                Assert.Fail($"{header}{element}\n{answer}\n{string.Join('\n', inStream)}\n\n{string.Join('\n', inAnswer)}");
            }
        }
    }

    [Theory]
    [InlineData("<message/>", null, "<message xmlns='jabber:client' xml:lang='de'/>")]
    [InlineData("<message/>", "en", "<message xmlns='jabber:client' xml:lang='de'/>")]
    [InlineData("<message/>", "de", "<message xmlns='jabber:client'/>")]
    [InlineData("<message/>", "DE", "<message xmlns='jabber:client'/>")]
    [InlineData("<message xml:lang='fr'/>", "en", "<message xmlns='jabber:client' xml:lang='fr'/>")]
    [InlineData("<message xmlns='jabber:client'/>", "en", "<message xml:lang='de' xmlns='jabber:client'/>")]
    [InlineData("<stream:error/>", "en", "<stream:error xml:lang='de'/>")]
    [InlineData("<stream:features/>", "en", "<stream:features/>")]
    [InlineData("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>", "en", "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>")]
    public void Stanzas_and_errors_inherit_the_language_of_the_stream_where_the_client_takes_another_for_the_default(
        string element, string? clientLang, string moved)
        => Assert.Equal(moved, Streams.Moved(German, element, clientLang));

    [Theory]
    [InlineData("<message>", "UnexpectedEnd")]
    [InlineData("<message></iq>", "MismatchedTag")]
    [InlineData("<message/><iq/>", "ContentAfterRoot")]
    [InlineData("<x:message/>", "UnboundPrefix")]
    [InlineData("<message a='1' a='2'/>", "DuplicateAttribute")]
    [InlineData("<message stream:a='1' s:a='2' xmlns:s='http://etherx.jabber.org/streams'/>", "DuplicateAttribute")]
    [InlineData("<message><!--c--></message>", "RestrictedXml")]
    [InlineData("<message>&nbsp;</message>", "InvalidReference")]
    [InlineData("<message>\uFFFF</message>", "ForbiddenCharacter")]
    [InlineData("", "UnexpectedEnd")]
    public void An_element_that_is_not_well_formed_is_refused(string element, string error)
        => Assert.Equal(error, Streams.Moved(Streams.Usual, element));

    [Fact]
    public void Invalid_utf8_is_refused()
        => Assert.Equal(
            XmlError.InvalidUtf8,
            ServerElement.Read([.. "<a>"u8, 0xC3, .. "</a>"u8], Streams.Header(Streams.Usual), clientLang: null, XmlLimits.Default, out _).Error);

    [Fact]
    public void The_length_is_that_of_the_bytes_to_write()
        => Assert.Equal(Encoding.UTF8.GetByteCount(Streams.Moved(German, "<message>é</message>")), Read(German, "<message>é</message>").Length);

    private static ServerElement Read(string header, string element)
    {
        XmlFault fault = ServerElement.Read(Encoding.UTF8.GetBytes(element), Streams.Header(header), clientLang: null, XmlLimits.Default, out ServerElement read);
        Assert.Equal(XmlFault.None, fault);
        return read;
    }
}
