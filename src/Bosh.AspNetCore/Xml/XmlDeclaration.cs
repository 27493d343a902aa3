namespace Bosh.AspNetCore.Xml;

/// <summary>
/// The XML declaration that a document or a stream may begin with.
/// <code>
/// XMLDecl      ::= '&lt;?xml' VersionInfo EncodingDecl? SDDecl? S? '?&gt;'
/// VersionInfo  ::= S 'version' Eq ("'1.0'" | '"1.0"')
/// EncodingDecl ::= S 'encoding' Eq ('"' EncName '"' | "'" EncName "'")
/// SDDecl       ::= S 'standalone' Eq ("'yes'" | "'no'" | '"yes"' | '"no"')
/// </code>
/// </summary>
internal static class XmlDeclaration
{
    /// <summary>Reads the declaration that the text begins with.</summary>
    /// <returns>Its length; 0 when the text does not begin with one.</returns>
    public static int Read(ReadOnlySpan<byte> text, out XmlError error)
    {
        error = XmlError.None;
        if (!text.StartsWith("<?xml"u8) || text.Length == 5 || !XmlChars.IsWhiteSpace(text[5]))
        {
            return 0;
        }

        int position = 5;
        error = XmlError.MalformedTag;
        if (!ReadPart(text, ref position, "version"u8, out ReadOnlySpan<byte> version) || !version.SequenceEqual("1.0"u8))
        {
            return 0;
        }

        if (ReadPart(text, ref position, "encoding"u8, out ReadOnlySpan<byte> encoding) && !IsUtf8(encoding))
        {
            error = XmlError.InvalidUtf8;
            return 0;
        }

        if (ReadPart(text, ref position, "standalone"u8, out ReadOnlySpan<byte> standalone)
            && !standalone.SequenceEqual("yes"u8)
            && !standalone.SequenceEqual("no"u8))
        {
            return 0;
        }

        position += SpaceLength(text[position..]);
        if (!text[position..].StartsWith("?>"u8))
        {
            return 0;
        }

        error = XmlError.None;
        return position + 2;
    }

    /// <summary>S name Eq quoted value; moves on only when it is there whole.</summary>
    private static bool ReadPart(ReadOnlySpan<byte> text, ref int position, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        ReadOnlySpan<byte> rest = text[position..];
        int space = SpaceLength(rest);
        if (space == 0 || !rest[space..].StartsWith(name))
        {
            return false;
        }

        rest = rest[(space + name.Length)..];
        rest = rest[SpaceLength(rest)..];
        if (rest.IsEmpty || rest[0] != (byte)'=')
        {
            return false;
        }

        rest = rest[1..];
        rest = rest[SpaceLength(rest)..];
        if (rest.IsEmpty || rest[0] is not ((byte)'"' or (byte)'\''))
        {
            return false;
        }

        int end = rest[1..].IndexOf(rest[0]);
        if (end < 0)
        {
            return false;
        }

        value = rest.Slice(1, end);
        position = text.Length - rest.Length + end + 2;
        return true;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> encoding)
        => System.Text.Ascii.EqualsIgnoreCase(encoding, "utf-8"u8) || System.Text.Ascii.EqualsIgnoreCase(encoding, "us-ascii"u8);

    private static int SpaceLength(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept(XmlChars.WhiteSpace);
        return length < 0 ? text.Length : length;
    }
}
