using System.Text;
using System.Text.RegularExpressions;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Payloads as the server sees them.</summary>
internal static partial class Relayed
{
    private const string HttpBind = "<{http://jabber.org/protocol/httpbind}";

    /// <summary>The payloads, in a stream that begins with our header.</summary>
    public static byte[] InStream(ReadOnlySpan<byte> payload)
        => [.. "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"u8, .. payload, .. "</stream:stream>"u8];

    /// <summary>An event of the body, as it ought to be in the stream: stanzas in the namespace of the body element are jabber:client.</summary>
    public static string ForServer(string line)
        => line.StartsWith(HttpBind, StringComparison.Ordinal) ? $"<{{jabber:client}}{line[HttpBind.Length..]}" : line;

    /// <summary>The payloads with the language of the body element, where they inherit it.</summary>
    public static byte[] WithLang(BodyElement body)
    {
        using var writer = new BodyWriter(body.Payload.Length + 64);
        int copied = 0;
        foreach (int insertion in body.LangInsertions ?? [])
        {
            writer.Raw(body.Payload.AsSpan(copied..insertion));
            writer.Attribute("xml:lang"u8, body.Lang!);
            copied = insertion;
        }

        writer.Raw(body.Payload.AsSpan(copied));
        return writer.ToArray();
    }

    /// <summary>Whether each payload has the bytes that it had in the body, but for declarations after its name. Those with prefixes are written anew.</summary>
    public static bool IsByteForByte(ReadOnlySpan<byte> body, ReadOnlySpan<byte> payload)
    {
        byte[] stream = InStream(payload);
        List<(Range Whole, Range Name, bool IsRewritten)> before = Elements(body);
        List<(Range Whole, Range Name, bool IsRewritten)> after = Elements(stream);
        for (int i = 0; i < before.Count; i++)
        {
            ReadOnlySpan<byte> was = body[before[i].Whole];
            ReadOnlySpan<byte> now = stream.AsSpan(after[i].Whole);
            int start = before[i].Name.End.Value - before[i].Whole.Start.Value;
            if (before[i].IsRewritten)
            {
                continue;
            }

            if (now.Length < was.Length
                || !now[..start].SequenceEqual(was[..start])
                || !now[(start + now.Length - was.Length)..].SequenceEqual(was[start..])
                || !Declarations().IsMatch(Encoding.UTF8.GetString(now[start..(start + now.Length - was.Length)])))
            {
                return false;
            }
        }

        return before.Count == after.Count;
    }

    /// <summary>The children of the root of a well-formed document, and whether an element in them has a prefix, or names the namespace of the body element.</summary>
    private static List<(Range Whole, Range Name, bool IsRewritten)> Elements(ReadOnlySpan<byte> document)
    {
        var elements = new List<(Range, Range, bool)>();
        var reader = new XmlTokenizer(document, new XmlLimits(MaxDepth: 1000, MaxAttributes: 1000, MaxNamespaces: 1000));
        reader.ReadDeclaration();
        while (reader.Read())
        {
            if (reader.Kind != XmlTokenKind.StartTag || reader.Depth != 2)
            {
                continue;
            }

            int start = reader.TokenStart;
            Range name = reader.NameStart..(reader.NameStart + reader.NameLength);
            bool isRewritten = IsRewritten(ref reader);
            while (!(reader.Kind == XmlTokenKind.StartTag && reader.IsEmptyElement && reader.Depth == 2)
                && !(reader.Kind == XmlTokenKind.EndTag && reader.Depth == 1)
                && reader.Read())
            {
                isRewritten |= reader.Kind == XmlTokenKind.StartTag && IsRewritten(ref reader);
            }

            elements.Add((start..reader.TokenEnd, name, isRewritten));
        }

        return elements;
    }

    private static bool IsRewritten(ref XmlTokenizer reader)
    {
        bool isRewritten = reader.PrefixLength > 0;
        foreach (ref readonly XmlAttribute attribute in reader.Attributes)
        {
            isRewritten |= attribute.IsDeclaration
                && attribute.PrefixLength == 0
                && XmlReferences.ValueEquals(reader.Value(attribute), Namespaces.HttpBind);
        }

        return isRewritten;
    }

    [GeneratedRegex("""^( xmlns(:[^=\s]+)?=('[^']*'|"[^"]*"))*$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declarations();
}
