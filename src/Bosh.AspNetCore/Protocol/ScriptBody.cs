using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Reads the body element of a request in Script Syntax (XEP-0252): its start tag as ever. What is in it is kept as it is, to be put together with
/// the pieces before it when its turn has come (<see cref="ScriptContent"/>).
/// </summary>
internal static class ScriptBody
{
    /// <summary>Never throws: what is wrong with the body is in <see cref="BodyElement.Problem"/>.</summary>
    public static BodyElement Parse(ReadOnlySpan<byte> text, XmlLimits limits, int maxElements)
    {
        if (Split(text, limits) is not ScriptFragment fragment)
        {
            // It is an empty element, or it will be refused.
            return BodyParser.Parse(text, limits, maxElements);
        }

        BodyElement body = BodyParser.Parse([.. fragment.StartTag, .. fragment.EndTag], limits, maxElements);
        body.Hash = BodyHash.Of(text);
        body.Script = fragment;

        // How many elements it completes is not known before its turn has come.
        body.ElementCount = fragment.Content.AsSpan().ContainsAnyExcept(XmlChars.WhiteSpace) ? 1 : 0;
        return body;
    }

    private static ScriptFragment? Split(ReadOnlySpan<byte> text, XmlLimits limits)
    {
        // The text may end, and does not begin, in the middle of a character.
        int valid = XmlChars.ValidPrefixLength(text, out _);
        var reader = new XmlTokenizer(text[..valid], limits);
        if (!reader.ReadDeclaration() || !reader.Read() || reader.Kind != XmlTokenKind.StartTag || reader.IsEmptyElement)
        {
            return null;
        }

        ReadOnlySpan<byte> startTag = text[..reader.TokenEnd];
        ReadOnlySpan<byte> rest = text[reader.TokenEnd..];
        int end = rest.LastIndexOf("</"u8);
        return end >= 0 && IsEndTag(rest[end..], reader.Name)
            ? new ScriptFragment(startTag.ToArray(), rest[..end].ToArray(), [.. "</"u8, .. reader.Name, .. ">"u8])
            : null;
    }

    /// <summary>'&lt;/' Name S? '&gt;' and white space.</summary>
    private static bool IsEndTag(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        text = text["</"u8.Length..];
        return text.StartsWith(name) && text[name.Length..].Trim(" \t\r\n"u8).SequenceEqual(">"u8);
    }
}
