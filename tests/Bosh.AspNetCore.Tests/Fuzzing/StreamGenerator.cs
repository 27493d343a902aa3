using System.Text;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Makes streams of servers, from the header to the end, often with something that does not belong there.</summary>
internal sealed class StreamGenerator
{
    private static readonly string[] Wrong =
    [
        "text", "&#32;", "<![CDATA[ ]]>", "<!--c-->", "<?pi?>", "<?xml version='1.0'?>", "<!DOCTYPE a>", "\uFEFF", "</a>", "</s:stream>", "<a>", "<a", "<", ">", "\0",
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", "<a/ >", "<a></b>", "<a><!--c--></a>", "<a>]]></a>", "<a x=>'>'</a>",
    ];

    private static readonly string[] Elements =
    [
        "<message><body>a > b 'c' \"d\"</body></message>", "<a x='>' y=\"/>\" z='\"'/>", "<a><![CDATA[]]]]><![CDATA[></a>]]></a>", "<a ><b\n/></a\t>", "<r xmlns='urn:xmpp:sm:3'/>",
        "<iq type='result'><query xmlns='jabber:iq:roster'><item jid='a@b'/></query></iq>", "<a x='/'></a>", "<a>é\U0001F600</a>",
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<byte[]> _corpus;
    private readonly ElementGenerator _elements;
    private readonly DocumentGenerator _documents;

    public StreamGenerator(Random random, IReadOnlyList<byte[]> corpus)
    {
        _random = random;
        _corpus = corpus;
        _elements = new ElementGenerator(random, withPrefixes: true);
        _documents = new DocumentGenerator(random);
    }

    public byte[] Next()
    {
        byte[] stream = _corpus.Count > 0 && Chance(5) ? _corpus[_random.Next(_corpus.Count)] : Encoding.UTF8.GetBytes(Stream());
        return Chance(30) ? ByteMutator.Mutate(stream, _random) : stream;
    }

    private string Stream()
    {
        (string declarations, string[] prefixes) = _elements.Declarations();
        declarations = declarations.Replace(" xmlns:stream=", " xmlns:t=", StringComparison.Ordinal);
        prefixes = [.. prefixes.Select(prefix => string.Equals(prefix, "stream", StringComparison.Ordinal) ? "t" : prefix)];
        (string name, string spaces) = _elements.Pick(
            ("stream:stream", "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"),
            ("s:stream", "xmlns=\"jabber:client\" xmlns:s='http://etherx.jabber.org/streams'"),
            ("stream", "xmlns='http://etherx.jabber.org/streams'"),
            ("s:stream", "xmlns:s='http://etherx.jabber.org/stream&#115;'"));
        var text = new StringBuilder(_elements.Pick("", "<?xml version='1.0'?>", "<?xml version='1.0'?>\n", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "\n"));
        text.Append(Chance(2) ? _elements.Pick("<?xml version='1.1'?>", "<?xml version='1.0' encoding='utf-16'?>", "<?xml?>", "<?xml version='1.0' x='>'?>", "x") : "");
        text.Append('<').Append(name).Append(' ').Append(spaces).Append(declarations).Append(Chance(20) ? " xml:lang='de'" : "").Append(Chance(2) ? "/>" : ">");
        for (int i = _random.Next(6); i > 0; i--)
        {
            text.Append(_random.Next(20) switch
            {
                < 9 => _elements.Element(prefixes),
                < 14 => Elements[_random.Next(Elements.Length)],
                < 18 => _elements.Pick(" ", "\r\n", "\t"),
                18 => _documents.Element(),
                _ => Chance(40) ? Wrong[_random.Next(Wrong.Length)] : " ",
            });
        }

        return text.Append("</").Append(Chance(5) ? _elements.Pick("stream:stream", "a", "body", name + "x", " " + name) : name).Append(Chance(10) ? " >" : ">").ToString();
    }

    private bool Chance(int percent) => _random.Next(100) < percent;
}
