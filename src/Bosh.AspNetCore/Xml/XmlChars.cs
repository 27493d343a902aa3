using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// The characters of XML 1.0, fifth edition.
/// <code>
/// Char          ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]
/// S             ::= (#x20 | #x9 | #xD | #xA)+
/// NameStartChar ::= ":" | [A-Z] | "_" | [a-z] | [#xC0-#xD6] | [#xD8-#xF6] | [#xF8-#x2FF] | [#x370-#x37D] | [#x37F-#x1FFF]
///                 | [#x200C-#x200D] | [#x2070-#x218F] | [#x2C00-#x2FEF] | [#x3001-#xD7FF] | [#xF900-#xFDCF] | [#xFDF0-#xFFFD]
///                 | [#x10000-#xEFFFF]
/// NameChar      ::= NameStartChar | "-" | "." | [0-9] | #xB7 | [#x0300-#x036F] | [#x203F-#x2040]
/// </code>
/// </summary>
internal static class XmlChars
{
    private static readonly SearchValues<byte> ForbiddenControls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i).Where(b => b is not (0x09 or 0x0A or 0x0D))]);

    private static readonly SearchValues<byte> AsciiNameBytes = SearchValues.Create(
        "-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>White space, for searches.</summary>
    public static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    public static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>
    /// Whether the text is UTF-8 and has no character that XML forbids. Four vectorised passes are faster than one that looks at each byte.
    /// </summary>
    public static bool AreValid(ReadOnlySpan<byte> utf8)
        => !utf8.ContainsAny(ForbiddenControls)
            && Utf8.IsValid(utf8)
            && utf8.IndexOf([(byte)0xEF, (byte)0xBF, (byte)0xBE]) < 0    // U+FFFE
            && utf8.IndexOf([(byte)0xEF, (byte)0xBF, (byte)0xBF]) < 0;   // U+FFFF

    /// <summary>The length of the part at the start for which <see cref="AreValid"/> holds, and what is wrong with the byte after it.</summary>
    public static int ValidPrefixLength(ReadOnlySpan<byte> utf8, out XmlError error)
    {
        error = XmlError.None;
        if (AreValid(utf8))
        {
            return utf8.Length;
        }

        int position = 0;
        while (position < utf8.Length)
        {
            if (Rune.DecodeFromUtf8(utf8[position..], out Rune rune, out int length) != OperationStatus.Done)
            {
                error = XmlError.InvalidUtf8;
                return position;
            }

            if (!IsChar(rune.Value))
            {
                error = XmlError.ForbiddenCharacter;
                return position;
            }

            position += length;
        }

        return position;
    }

    /// <summary>The production Char, for the values of character references.</summary>
    public static bool IsChar(int value)
        => value is 0x09 or 0x0A or 0x0D or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>The length of the name at the start of the text, colons included; 0 when there is none. The text is valid UTF-8.</summary>
    public static int NameLength(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8[0] is (byte)'-' or (byte)'.' or (>= (byte)'0' and <= (byte)'9'))
        {
            return 0;
        }

        int length = utf8.IndexOfAnyExcept(AsciiNameBytes);
        if (length < 0)
        {
            return utf8.Length;
        }

        return utf8[length] < 0x80 ? length : NameLengthBeyondAscii(utf8, length);
    }

    /// <summary>Whether a name may begin at the start of the text: the check of a local part, after its colon.</summary>
    public static bool StartsWithNameStart(ReadOnlySpan<byte> utf8)
        => Rune.DecodeFromUtf8(utf8, out Rune rune, out _) == OperationStatus.Done && rune.Value != ':' && IsNameStart(rune.Value);

    private static int NameLengthBeyondAscii(ReadOnlySpan<byte> utf8, int length)
    {
        while (length < utf8.Length
            && Rune.DecodeFromUtf8(utf8[length..], out Rune rune, out int size) == OperationStatus.Done
            && (length == 0 ? IsNameStart(rune.Value) : IsNameChar(rune.Value)))
        {
            length += size;
        }

        return length;
    }

    private static bool IsNameStart(int c)
        => c is ':' or '_' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')
            or (>= 0xC0 and <= 0xD6) or (>= 0xD8 and <= 0xF6) or (>= 0xF8 and <= 0x2FF) or (>= 0x370 and <= 0x37D)
            or (>= 0x37F and <= 0x1FFF) or (>= 0x200C and <= 0x200D) or (>= 0x2070 and <= 0x218F) or (>= 0x2C00 and <= 0x2FEF)
            or (>= 0x3001 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFFD) or (>= 0x10000 and <= 0xEFFFF);

    private static bool IsNameChar(int c)
        => IsNameStart(c) || c is '-' or '.' or (>= '0' and <= '9') or 0xB7 or (>= 0x300 and <= 0x36F) or (>= 0x203F and <= 0x2040);
}
