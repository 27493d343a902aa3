using System.Text;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Makes request bodies: stanzas of many kinds in a body element, often with something that does not belong there.</summary>
internal sealed class BodyGenerator
{
    private const string Bind = "http://jabber.org/protocol/httpbind";

    private static readonly string[] Payloads =
    [
        "<message/>", "<message xmlns='jabber:client'><body>x</body></message>", "<presence xml:lang='de'/>", "<h:message/>", "<h:iq><a/><h:b/></h:iq>",
        "<message xmlns='http://jabber.org/protocol/httpbind'/>", "<message><body xmlns='http://jabber.org/protocol/httpbind'/></message>",
        "<a xmlns='http://jabber.org/protocol/http&#98;ind' xmlns:p='u'><p:b/></a>", "<a h:x='1'/>", "<a xmlns=''><b/></a>", "<xml:a/>", "<xml:a xmlns:xml='http://www.w3.org/XML/1998/namespace'><p:b xmlns:p='u'/></xml:a>", "<a stream:x='1'/>",
        "<p:a xmlns:p='jabber:client' xmlns='u'><b xmlns=''><p:c/></b></p:a>", "<a><![CDATA[</a></body></stream:stream>]]></a>", "<a x='</body>'/>", "<a x='&lt;/body>'/>",
    ];

    private static readonly string[] Wrong =
    [
        "text", "&#32;", "<![CDATA[ ]]>", "]]>", "</body>", "</body></stream:stream>", "</stream:stream>", "<stream:error/>", "<stream:stream>", "<a>", "</a>", "<!--c-->", "<?pi?>",
        "<?xml version='1.0'?>", "<!DOCTYPE a>", "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<compress xmlns='http://jabber.org/protocol/compress'/>", "\uFEFF", "\0", "<",
        "<a xmlns='' xmlns=''/>", "<a xmlns:xml='u'/>", "<p:a/>",
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<byte[]> _corpus;
    private readonly ElementGenerator _elements;
    private readonly DocumentGenerator _documents;

    public BodyGenerator(Random random, IReadOnlyList<byte[]> corpus)
    {
        _random = random;
        _corpus = corpus;
        _elements = new ElementGenerator(random, withPrefixes: random.Next(2) == 0);
        _documents = new DocumentGenerator(random);
    }

    public byte[] Next()
    {
        byte[] body = _corpus.Count > 0 && Chance(10) ? _corpus[_random.Next(_corpus.Count)] : Encoding.UTF8.GetBytes(Body());
        return Chance(30) ? ByteMutator.Mutate(body, _random) : body;
    }

    private string Body()
    {
        (string declarations, string[] prefixes) = _elements.Declarations();
        (string name, string space) = _elements.Pick(
            ("body", $"xmlns='{Bind}'"), ("body", $"xmlns=\"{Bind}\""), ("body", $"xmlns='{Bind}' xmlns:h='{Bind}'"), ("h:body", $"xmlns:h='{Bind}'"),
            ("h:body", $"xmlns='' xmlns:h='{Bind}'"), ("h:body", $"xmlns='jabber:client' xmlns:h='{Bind}'"));
        var text = new StringBuilder(_elements.Pick("", "", "", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-8'?>\n", "\uFEFF"));
        text.Append('<').Append(name).Append(" rid='1'").Append(declarations).Append(' ').Append(space).Append(Chance(20) ? " xml:lang='fr'" : "").Append('>');
        for (int i = _random.Next(4); i > 0; i--)
        {
            text.Append(_random.Next(20) switch
            {
                < 8 => _elements.Element(prefixes),
                < 15 => Payloads[_random.Next(Payloads.Length)],
                < 18 => _elements.Pick(" ", "\r\n", "\t"),
                18 => _documents.Element(),
                _ => Chance(30) ? Wrong[_random.Next(Wrong.Length)] : " ",
            });
        }

        return text.Append("</").Append(name).Append('>').Append(Chance(5) ? "\n" : "").ToString();
    }

    private bool Chance(int percent) => _random.Next(100) < percent;
}
