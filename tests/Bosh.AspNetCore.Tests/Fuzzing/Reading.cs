using System.Text;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>What the tokenizer makes of a document: what it read, one line per token, and what it refused. See <see cref="PlatformReading"/>.</summary>
internal sealed record Reading(XmlError Error, int Offset, IReadOnlyList<string> Events, IReadOnlyList<string> Names)
{
    public static Reading Of(string document) => Of(Encoding.UTF8.GetBytes(document), XmlLimits.Default);

    public static Reading Of(string document, XmlLimits limits) => Of(Encoding.UTF8.GetBytes(document), limits);

    public static Reading Of(ReadOnlySpan<byte> utf8) => Of(utf8, XmlLimits.Default);

    public static Reading Of(ReadOnlySpan<byte> utf8, XmlLimits limits)
    {
        var events = new EventList();
        var names = new List<string>();
        int valid = XmlChars.ValidPrefixLength(utf8, out XmlError error);
        if (error != XmlError.None)
        {
            return new Reading(error, valid, [], []);
        }

        var reader = new XmlTokenizer(utf8, limits);
        if (reader.ReadDeclaration())
        {
            while (reader.Read())
            {
                Add(ref reader, utf8, events, names);
            }
        }

        return new Reading(reader.Error, reader.Error == XmlError.None ? -1 : reader.TokenStart, events.ToList(), names);
    }

    private static void Add(ref XmlTokenizer reader, ReadOnlySpan<byte> utf8, EventList events, List<string> names)
    {
        switch (reader.Kind)
        {
            case XmlTokenKind.StartTag:
                names.Add(Encoding.UTF8.GetString(reader.Name));
                var attributes = new List<string>();
                foreach (ref readonly XmlAttribute attribute in reader.Attributes)
                {
                    names.Add(Encoding.UTF8.GetString(utf8.Slice(attribute.NameStart, attribute.NameLength)));
                    if (!attribute.IsDeclaration)
                    {
                        string space = attribute.PrefixLength == 0 ? "" : NamespaceOf(ref reader, reader.Prefix(attribute));
                        attributes.Add(EventList.Attribute(
                            space, Encoding.UTF8.GetString(reader.Local(attribute)), XmlReferences.Decode(reader.Value(attribute))));
                    }
                }

                events.Start(
                    NamespaceOf(ref reader, reader.Name[..reader.PrefixLength]), Encoding.UTF8.GetString(reader.LocalName), attributes);
                if (reader.IsEmptyElement)
                {
                    events.End();
                }

                break;
            case XmlTokenKind.EndTag:
                events.End();
                break;
            default:
                events.Text(XmlReferences.DecodeText(utf8[reader.TokenStart..reader.TokenEnd]));
                break;
        }
    }

    private static string NamespaceOf(ref XmlTokenizer reader, ReadOnlySpan<byte> prefix)
    {
        for (int i = reader.Bindings.Length - 1; i >= 0; i--)
        {
            if (reader.Prefix(reader.Bindings[i]).SequenceEqual(prefix))
            {
                return XmlReferences.Decode(reader.WrittenNamespace(reader.Bindings[i]));
            }
        }

        return prefix.SequenceEqual("xml"u8) ? Encoding.UTF8.GetString(XmlNames.XmlNamespace) : "";
    }
}
