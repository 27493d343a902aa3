using System.Buffers;
using System.Text;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// The XML declaration that a document or a stream may begin with. The encoding is UTF-8 (RFC 6120, 11.6): whoever declares another one
/// would read other characters than we do, us-ascii included.
/// <code>
/// [23] XMLDecl      ::= '&lt;?xml' VersionInfo EncodingDecl? SDDecl? S? '?&gt;'
/// [24] VersionInfo  ::= S 'version' Eq ("'1.0'" | '"1.0"')
/// [80] EncodingDecl ::= S 'encoding' Eq ('"' EncName '"' | "'" EncName "'")
/// [32] SDDecl       ::= S 'standalone' Eq ("'yes'" | "'no'" | '"yes"' | '"no"')
/// </code>
/// </summary>
internal static class XmlDeclaration
{
    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"u8);

    /// <summary>Reads the declaration that the text begins with. The encoding that it names, if any, must be that of the text.</summary>
    /// <returns>Its length; 0 when the text does not begin with one.</returns>
    public static int Read(ReadOnlySpan<byte> text, out XmlError error)
    {
        int length = Read(text, out error, out ReadOnlySpan<byte> encoding);
        if (error == XmlError.None && !encoding.IsEmpty && !Ascii.EqualsIgnoreCase(encoding, "utf-8"u8))
        {
            error = XmlError.InvalidUtf8;
            return 0;
        }

        return length;
    }

    /// <summary>Reads the declaration that the text begins with, whatever encoding it names.</summary>
    /// <returns>Its length; 0 when the text does not begin with one.</returns>
    public static int Read(ReadOnlySpan<byte> text, out XmlError error, out ReadOnlySpan<byte> encoding)
    {
        error = XmlError.None;
        encoding = default;
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

        if (ReadPart(text, ref position, "encoding"u8, out encoding) && !IsName(encoding))
        {
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
    private static bool ReadPart(ReadOnlySpan<byte> text, scoped ref int position, scoped ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
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

    /// <summary>[81] EncName ::= [A-Za-z] ([A-Za-z0-9._] | '-')*</summary>
    private static bool IsName(ReadOnlySpan<byte> encoding)
        => !encoding.IsEmpty && char.IsAsciiLetter((char)encoding[0]) && !encoding.ContainsAnyExcept(NameBytes);

    private static int SpaceLength(ReadOnlySpan<byte> text)
    {
        int length = text.IndexOfAnyExcept(XmlChars.WhiteSpace);
        return length < 0 ? text.Length : length;
    }
}
