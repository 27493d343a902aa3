using System.Buffers;
using System.Globalization;
using System.Text;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// References in text and attribute values, and what they stand for.
/// <code>
/// Reference ::= '&amp;' ('lt' | 'gt' | 'amp' | 'apos' | 'quot') ';' | '&amp;#' [0-9]+ ';' | '&amp;#x' [0-9a-fA-F]+ ';'
/// </code>
/// </summary>
internal static class XmlReferences
{
    /// <summary>The longest reference that is looked at: far more leading zeros than anybody writes.</summary>
    private const int MaxLength = 32;

    /// <summary>Reads the reference that the text begins with (an ampersand).</summary>
    /// <returns>Its length, or 0 when it is none that is allowed.</returns>
    public static int Read(ReadOnlySpan<byte> utf8, out Rune value)
    {
        value = default;
        ReadOnlySpan<byte> head = utf8[..Math.Min(utf8.Length, MaxLength)];
        int end = head.IndexOf((byte)';');
        if (end < 2)
        {
            return 0;
        }

        ReadOnlySpan<byte> name = head[1..end];
        if (name[0] == (byte)'#')
        {
            return ReadCharacter(name[1..], out value) ? end + 1 : 0;
        }

        char c = name switch
        {
            _ when name.SequenceEqual("lt"u8) => '<',
            _ when name.SequenceEqual("gt"u8) => '>',
            _ when name.SequenceEqual("amp"u8) => '&',
            _ when name.SequenceEqual("apos"u8) => '\'',
            _ when name.SequenceEqual("quot"u8) => '"',
            _ => '\0',
        };
        value = new Rune(c);
        return c == '\0' ? 0 : end + 1;
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

    /// <summary>Whether an attribute value, as it is written, means the given text.</summary>
    public static bool ValueEquals(ReadOnlySpan<byte> value, ReadOnlySpan<byte> text)
        => value.SequenceEqual(text) || (value.ContainsAny("&\t\r\n"u8) && Encoding.UTF8.GetBytes(Decode(value)).AsSpan().SequenceEqual(text));

    private static bool ReadCharacter(ReadOnlySpan<byte> digits, out Rune value)
    {
        value = default;
        bool hex = digits.Length > 0 && digits[0] == (byte)'x';
        ReadOnlySpan<byte> number = hex ? digits[1..] : digits;
        NumberStyles style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!uint.TryParse(number, style, CultureInfo.InvariantCulture, out uint code)
            || code > 0x10FFFF
            || !XmlChars.IsChar((int)code))
        {
            return false;
        }

        value = new Rune(code);
        return true;
    }
}
