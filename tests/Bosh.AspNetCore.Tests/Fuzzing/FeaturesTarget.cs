using System.Text;
using System.Xml;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Features of servers, beside a tree of them from which the same elements are taken.</summary>
internal sealed class FeaturesTarget : IFuzzTarget
{
    private const string Header = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    private static readonly string[] Features =
    [
        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "<t:starttls xmlns:t='urn:ietf:params:xml:ns:xmpp-t&#108;s'><t:required/></t:starttls>", "<starttls/>",
        "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>", "<compression/>",
        "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>", "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>",
    ];

    private static readonly string[] MechanismParts =
    [
        "SCRAM-SHA-1", "-PLUS", "-P", "LUS", "PLUS", "&#45;PLUS", "-PL&#x55;S", "<![CDATA[-PLUS]]>", "<![CDATA[", "]]>", " ", "\n", "<!", "<a/>", "<a>-PLUS</a>", "PLAIN", "&#32;", "&amp;", "-plus",
    ];

    public string Name => "features";

    public byte[] Next(Random random, IReadOnlyList<byte[]> corpus)
    {
        var elements = new ElementGenerator(random, withPrefixes: true);
        var text = new StringBuilder("<stream:features>");
        for (int i = random.Next(6); i > 0; i--)
        {
            switch (random.Next(5))
            {
                case 0:
                    text.Append(elements.Element(["stream"]));
                    break;
                case 1:
                    text.Append("<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>").Append(Mechanism(random)).Append(Mechanism(random)).Append("</mechanisms>");
                    break;
                case 2:
                    text.Append("<x>").Append(Features[random.Next(Features.Length)]).Append("</x>");
                    break;
                default:
                    text.Append(Features[random.Next(Features.Length)]);
                    break;
            }
        }

        byte[] features = Encoding.UTF8.GetBytes(text.Append("</stream:features>").ToString());
        return random.Next(5) == 0 ? ByteMutator.Mutate(features, random) : features;
    }

    public Verdict Judge(byte[] input)
    {
        StreamHeader header = StreamHeader.Parse(Encoding.UTF8.GetBytes(Header), XmlLimits.Default, out _)!;
        XmlFault fault = ServerElement.Read(input, header, clientLang: null, XmlLimits.Default, out ServerElement element);
        if (!fault.IsNone || element.Kind != ElementKind.Features)
        {
            return Verdict.Refused;
        }

        byte[] kept = FeaturesFilter.Apply(input, header, XmlLimits.Default, out bool offersTls);
        XmlDocument? tree = Load(input);
        if (tree is null)
        {
            return Verdict.Refused;
        }

        bool offers = TakeOut(tree.DocumentElement!.ChildNodes.OfType<XmlElement>().Single());
        using var reader = new XmlNodeReader(tree);
        IReadOnlyList<string> expected = PlatformReading.Of(reader);
        PlatformReading given = PlatformReading.Of(InStream(kept));
        return given.Error is null && offers == offersTls && expected.SequenceEqual(given.Events, StringComparer.Ordinal)
            ? Verdict.Accepted
            : Verdict.Wrong($"{given.Error} {offers}\n{Printing.Compare(given.Events, expected)}");
    }

    private static string Mechanism(Random random)
        => $"<mechanism>{string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => MechanismParts[random.Next(MechanismParts.Length)]))}</mechanism>";

    private static byte[] InStream(byte[] features) => [.. Encoding.UTF8.GetBytes(Header), .. features, .. "</stream:stream>"u8];

    /// <summary>Null when the platform does not know the letters of a name.</summary>
    private static XmlDocument? Load(byte[] features)
    {
        try
        {
            using var input = new MemoryStream(InStream(features), writable: false);
            using var reader = XmlReader.Create(input, PlatformReading.Settings);
            var tree = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            tree.Load(reader);
            return tree;
        }
        catch (XmlException) when (Reading.Of(InStream(features)).Names.Any(DocumentTarget.HasLettersOfTheFifthEdition))
        {
            return null;
        }
    }

    /// <summary>Takes out of the children of an element what the filter takes out.</summary>
    /// <returns>Whether STARTTLS was one of them.</returns>
    private static bool TakeOut(XmlNode parent)
    {
        bool offersTls = false;
        foreach (XmlElement child in parent.ChildNodes.OfType<XmlElement>().ToList())
        {
            bool isTls = child is { LocalName: "starttls", NamespaceURI: "urn:ietf:params:xml:ns:xmpp-tls" };
            offersTls |= isTls;
            if (isTls
                || child is { LocalName: "compression", NamespaceURI: "http://jabber.org/features/compress" }
                || child is { LocalName: "sasl-channel-binding", NamespaceURI: "urn:xmpp:sasl-cb:0" }
                || (child.LocalName is "mechanism" && MechanismName(child).EndsWith("-PLUS", StringComparison.Ordinal)))
            {
                parent.RemoveChild(child);
            }
            else if (child.LocalName is not "mechanism")
            {
                TakeOut(child);
            }
        }

        return offersTls;
    }

    private static string MechanismName(XmlElement mechanism)
        => string.Concat(mechanism.ChildNodes.OfType<XmlCharacterData>().Select(text => text.Value)).Trim(' ', '\t', '\r', '\n');
}
