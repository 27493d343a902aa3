using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// Names, of XML 1.0 (fifth edition, 2.3) and Namespaces in XML 1.0 (4), and the namespace names that are reserved.
/// <code>
/// [ns7] QName         ::= (NCName ':')? NCName
/// [ns4] NCName        ::= NCNameStart NCNameChar*
/// [4]   NCNameStart   ::= [A-Z] | "_" | [a-z] | [#xC0-#xD6] | [#xD8-#xF6] | [#xF8-#x2FF] | [#x370-#x37D] | [#x37F-#x1FFF]
///                       | [#x200C-#x200D] | [#x2070-#x218F] | [#x2C00-#x2FEF] | [#x3001-#xD7FF] | [#xF900-#xFDCF]
///                       | [#xFDF0-#xFFFD] | [#x10000-#xEFFFF]
/// [4a]  NCNameChar    ::= NCNameStart | "-" | "." | [0-9] | #xB7 | [#x0300-#x036F] | [#x203F-#x2040]
/// </code>
/// </summary>
internal static class XmlNames
{
    /// <summary>The <see cref="Key"/> of the name xmlns.</summary>
    public const ulong Xmlns = 0x73_6E_6C_6D_78;

    /// <summary>The <see cref="Key"/> of the name xml:lang, which is all of it. No other name that has it is usual: a colon makes it one with a prefix.</summary>
    public const ulong XmlLang = 0x67_6E_61_6C_3A_6C_6D_78;

    private const byte InName = 1;
    private const byte AtStart = 2;
    private const byte Unusual = 4;

    /// <summary>Bound to the prefix <c>xml</c>, always.</summary>
    public static ReadOnlySpan<byte> XmlNamespace => "http://www.w3.org/XML/1998/namespace"u8;

    /// <summary>Bound to the prefix <c>xmlns</c>, which nothing may declare.</summary>
    public static ReadOnlySpan<byte> XmlnsNamespace => "http://www.w3.org/2000/xmlns/"u8;

    /// <summary>
    /// What each byte may be: 1 in a name, 3 at its start too, 4 in a name that is worth a second look: after a prefix, or beyond ASCII.
    /// Names that <see cref="SmallLetterBits"/> does not settle are short too: a look into a table for each byte is faster than a vectorised search.
    /// </summary>
    private static ReadOnlySpan<byte> Classes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0,   //              - .
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 0, 0, 0, 0, 0,   // 0-9 :
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,   // A-O
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 3,   // P-Z          _
        0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,   // a-o
        3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0,   // p-z
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
        4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    ];

    /// <summary>How many bits of a word are small letters, from the lowest on: eight for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SmallLetterBits(ulong word)
    {
        // In each byte the highest bit is set by one or the other when the byte is no small letter. Above such a byte it may be set wrongly.
        ulong others = (word - 0x6161_6161_6161_6161) | (0x7A7A_7A7A_7A7A_7A7A - word);
        return BitOperations.TrailingZeroCount(others & 0x8080_8080_8080_8080) & 0x78;
    }

    /// <summary>The end of the bytes that a name of ASCII letters may have.</summary>
    public static int AsciiEnd(ReadOnlySpan<byte> text, int start)
    {
        ReadOnlySpan<byte> classes = Classes;
        int end = start;
        while ((uint)end < (uint)text.Length && (classes[text[end]] & InName) != 0)
        {
            end++;
        }

        return end;
    }

    /// <summary>Whether a byte is a letter of ASCII that a name may begin with.</summary>
    public static bool IsAsciiStart(byte b) => (Classes[b] & AtStart) != 0;

    /// <summary>Whether bytes that <see cref="AsciiEnd"/> has found are a name: begin as one, and are not followed by a colon, or more letters.</summary>
    public static bool IsAsciiName(ReadOnlySpan<byte> text, int start, int end)
        => (uint)end < (uint)text.Length && (Classes[text[end]] & Unusual) == 0 && (Classes[text[start]] & AtStart) != 0;

    /// <summary>The length of the NCName at the start of the text; 0 when there is none. The text is valid UTF-8.</summary>
    public static int NcNameLength(ReadOnlySpan<byte> utf8)
    {
        ReadOnlySpan<byte> classes = Classes;
        int length = AsciiEnd(utf8, start: 0);
        if ((uint)length < (uint)utf8.Length && classes[utf8[length]] == Unusual)
        {
            length = LengthBeyondAscii(utf8, length);
        }

        return length == 0 || (classes[utf8[0]] & AtStart) != 0 || utf8[0] >= 0x80 ? length : 0;
    }

    /// <summary>
    /// The first eight bytes of a name as a number: names whose numbers differ are different, and names with the same number and
    /// the same length of at most eight are the same.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the name begins.</param>
    /// <param name="length">Its length.</param>
    public static ulong Key(ReadOnlySpan<byte> text, int start, int length)
    {
        if (text.Length - start < sizeof(ulong))
        {
            return KeyAtEnd(text.Slice(start, length));
        }

        ulong key = BinaryPrimitives.ReadUInt64LittleEndian(text[start..]);
        return length >= sizeof(ulong) ? key : key & ((1UL << (8 * length)) - 1);
    }

    /// <summary>Whether an attribute's name is xmlns, or its prefix is.</summary>
    public static bool IsXmlns(ulong key, int length, int prefixLength)
        => (prefixLength == 0 ? length : prefixLength) == 5 && (key & 0xFF_FFFF_FFFF) == Xmlns;

    private static ulong KeyAtEnd(ReadOnlySpan<byte> name)
    {
        ulong key = 0;
        for (int i = name.Length - 1; i >= 0; i--)
        {
            key = (key << 8) | name[i];
        }

        return key;
    }

    private static int LengthBeyondAscii(ReadOnlySpan<byte> utf8, int length)
    {
        while (length < utf8.Length
            && Rune.DecodeFromUtf8(utf8[length..], out Rune rune, out int size) == OperationStatus.Done
            && (length == 0 ? IsStart(rune.Value) : IsIn(rune.Value)))
        {
            length += size;
        }

        return length;
    }

    private static bool IsStart(int c)
        => c is '_' or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z')
            or (>= 0xC0 and <= 0xD6) or (>= 0xD8 and <= 0xF6) or (>= 0xF8 and <= 0x2FF) or (>= 0x370 and <= 0x37D)
            or (>= 0x37F and <= 0x1FFF) or (>= 0x200C and <= 0x200D) or (>= 0x2070 and <= 0x218F) or (>= 0x2C00 and <= 0x2FEF)
            or (>= 0x3001 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFFD) or (>= 0x10000 and <= 0xEFFFF);

    private static bool IsIn(int c)
        => IsStart(c) || c is '-' or '.' or (>= '0' and <= '9') or 0xB7 or (>= 0x300 and <= 0x36F) or (>= 0x203F and <= 0x2040);
}
