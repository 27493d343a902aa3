using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// The characters of XML 1.0, fifth edition, as UTF-8.
/// <code>
/// [2] Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]
/// [3] S    ::= (#x20 | #x9 | #xD | #xA)+
/// </code>
/// </summary>
internal static class XmlChars
{
    private static readonly SearchValues<byte> ForbiddenControls = SearchValues.Create(Bytes(IsForbiddenControl));

    /// <summary>What one look at a byte does not settle.</summary>
    private static readonly SearchValues<byte> ForbiddenOrBeyondAscii = SearchValues.Create(Bytes(b => IsForbiddenControl(b) || b >= 0x80));

    /// <summary>White space, for searches.</summary>
    public static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    /// <summary>The production Char, for the values of character references.</summary>
    public static bool IsChar(int value)
        => value is 0x09 or 0x0A or 0x0D or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>
    /// Whether the text is UTF-8 and has no character that XML forbids. In ASCII that is one vectorised search; from the first other character on
    /// it is four, which is still faster than one that decodes.
    /// </summary>
    public static bool AreValid(ReadOnlySpan<byte> utf8)
    {
        int start = utf8.IndexOfAny(ForbiddenOrBeyondAscii);
        return start < 0 || (utf8[start] >= 0x80 && AreValidBeyondAscii(utf8[start..]));
    }

    /// <summary>The length of the part at the start for which <see cref="AreValid"/> holds, and what is wrong with the byte after it.</summary>
    public static int ValidPrefixLength(ReadOnlySpan<byte> utf8, out XmlError error)
    {
        error = XmlError.None;
        return AreValid(utf8) ? utf8.Length : FindInvalid(utf8, out error);
    }

    private static bool AreValidBeyondAscii(ReadOnlySpan<byte> utf8)
        => !utf8.ContainsAny(ForbiddenControls)
            && Utf8.IsValid(utf8)
            && !HasNoncharacter(utf8);

    /// <summary>U+FFFE or U+FFFF: EF BF BE or EF BF BF. The text is UTF-8, so that a third byte follows two such bytes.</summary>
    private static bool HasNoncharacter(ReadOnlySpan<byte> utf8)
    {
        // Most texts have no EF at all, and that is seen sooner.
        while (utf8.Contains((byte)0xEF) && utf8.IndexOf([(byte)0xEF, (byte)0xBF]) is >= 0 and int start)
        {
            if (utf8[start + 2] >= 0xBE)
            {
                return true;
            }

            utf8 = utf8[(start + 3)..];
        }

        return false;
    }

    private static int FindInvalid(ReadOnlySpan<byte> utf8, out XmlError error)
    {
        int position = 0;
        while (true)
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
    }

    private static bool IsForbiddenControl(byte b) => b < 0x20 && !IsWhiteSpace(b);

    private static byte[] Bytes(Func<byte, bool> which) => [.. Enumerable.Range(0, 256).Select(i => (byte)i).Where(which)];
}
