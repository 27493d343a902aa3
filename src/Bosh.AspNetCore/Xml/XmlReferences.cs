using System.Buffers;
using System.Text;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// References in text and attribute values, and what they stand for.
/// <code>
/// [67] Reference ::= EntityRef | CharRef
/// [68] EntityRef ::= '&amp;' ('lt' | 'gt' | 'amp' | 'apos' | 'quot') ';'           of all entities, those that need no declaration (4.6)
/// [66] CharRef   ::= '&amp;#' [0-9]+ ';' | '&amp;#x' [0-9a-fA-F]+ ';'              to a Char [2]
/// </code>
/// </summary>
internal static class XmlReferences
{
    private const int MaxCode = 0x10FFFF;

    /// <summary>The length of the reference that the text begins with (an ampersand); 0 when it is none that is allowed.</summary>
    public static int Length(ReadOnlySpan<byte> utf8) => Read(utf8, out _);

    /// <summary>Reads the reference that the text begins with (an ampersand).</summary>
    /// <returns>Its length, or 0 when it is none that is allowed.</returns>
    public static int Read(ReadOnlySpan<byte> utf8, out Rune value)
    {
        (char c, int length) = utf8 switch
        {
            _ when utf8.StartsWith("&amp;"u8) => ('&', 5),
            _ when utf8.StartsWith("&lt;"u8) => ('<', 4),
            _ when utf8.StartsWith("&gt;"u8) => ('>', 4),
            _ when utf8.StartsWith("&apos;"u8) => ('\'', 6),
            _ when utf8.StartsWith("&quot;"u8) => ('"', 6),
            _ => ('\0', 0),
        };
        value = new Rune(c);
        return length > 0 ? length : ReadCharacter(utf8, out value);
    }

    /// <summary>The value of an attribute as a string: references resolved, each white space character a space (XML 1.0, 3.3.3).</summary>
    public static string Decode(ReadOnlySpan<byte> value)
    {
        if (!value.ContainsAny("&\t\r\n"u8))
        {
            return Encoding.UTF8.GetString(value);
        }

        var decoded = new StringBuilder(value.Length);
        Span<char> chars = stackalloc char[2];
        for (int position = 0; position < value.Length;)
        {
            int length;
            Rune rune;
            if (value[position] == (byte)'&')
            {
                length = Read(value[position..], out rune);
            }
            else if (Rune.DecodeFromUtf8(value[position..], out rune, out length) == OperationStatus.Done && rune.Value is '\t' or '\r' or '\n')
            {
                // A line end of two characters is one (XML 1.0, 2.11).
                length = rune.Value == '\r' && position + 1 < value.Length && value[position + 1] == (byte)'\n' ? 2 : 1;
                rune = new Rune(' ');
            }

            decoded.Append(chars[..rune.EncodeToUtf16(chars)]);
            position += Math.Max(length, 1);
        }

        return decoded.ToString();
    }

    /// <summary>A text token as a string: a CDATA section as it stands, else references resolved; line ends as one character (XML 1.0, 2.11).</summary>
    public static string DecodeText(ReadOnlySpan<byte> token)
    {
        if (token.StartsWith("<![CDATA["u8))
        {
            return NormalizeLines(token[9..^3]);
        }

        var decoded = new StringBuilder(token.Length);
        while (token.IndexOf((byte)'&') is >= 0 and int reference)
        {
            decoded.Append(NormalizeLines(token[..reference]));
            int length = Read(token[reference..], out Rune value);
            decoded.Append(value);
            token = token[(reference + length)..];
        }

        return decoded.Append(NormalizeLines(token)).ToString();
    }

    /// <summary>Whether an attribute value, as it is written, means the given text.</summary>
    public static bool ValueEquals(ReadOnlySpan<byte> value, ReadOnlySpan<byte> text)
        => value.SequenceEqual(text) || (value.ContainsAny("&\t\r\n"u8) && Encoding.UTF8.GetBytes(Decode(value)).AsSpan().SequenceEqual(text));

    private static int ReadCharacter(ReadOnlySpan<byte> utf8, out Rune value)
    {
        value = default;
        if (!utf8.StartsWith("&#"u8))
        {
            return 0;
        }

        bool isHex = utf8.StartsWith("&#x"u8);
        int start = isHex ? 3 : 2;
        int code = 0;
        for (int i = start; i < utf8.Length; i++)
        {
            byte b = utf8[i];
            if (b == (byte)';')
            {
                bool isCharacter = i > start && XmlChars.IsChar(code);
                value = isCharacter ? new Rune(code) : default;
                return isCharacter ? i + 1 : 0;
            }

            if (!(isHex ? char.IsAsciiHexDigit((char)b) : char.IsAsciiDigit((char)b)))
            {
                return 0;
            }

            // Beyond all characters it stays there: leading zeros are allowed, as many as one likes.
            code = Math.Min((code * (isHex ? 16 : 10)) + HexValue(b), MaxCode + 1);
        }

        return 0;
    }

    private static string NormalizeLines(ReadOnlySpan<byte> text)
        => Encoding.UTF8.GetString(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    private static int HexValue(byte digit) => digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
