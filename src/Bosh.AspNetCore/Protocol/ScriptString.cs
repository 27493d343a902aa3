using System.Buffers;
using System.Globalization;
using System.Text;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Writes a body element as a script: the call of a function with a string (XEP-0252, Changes to the Response Syntax).
/// </summary>
internal static class ScriptString
{
    private static readonly SearchValues<byte> Ordinary = SearchValues.Create(
        [.. Enumerable.Range(0, 0x80).Select(i => (byte)i).Where(b => b is not ((byte)'"' or (byte)'\\' or (byte)'\n' or (byte)'\r'))]);

    /// <summary>The script for a body element, which is UTF-8.</summary>
    public static byte[] Write(ReadOnlySpan<byte> body)
    {
        using var writer = new BodyWriter(body.Length + 64);
        writer.Raw("_BOSH_(\""u8);
        while (true)
        {
            int special = body.IndexOfAnyExcept(Ordinary);
            if (special < 0)
            {
                writer.Raw(body);
                break;
            }

            writer.Raw(body[..special]);
            body = body[special..];
            Rune.DecodeFromUtf8(body, out Rune rune, out int length);
            WriteRune(writer, rune, body[..length]);
            body = body[length..];
        }

        writer.Raw("\")"u8);
        return writer.ToArray();
    }

    private static void WriteRune(BodyWriter writer, Rune rune, ReadOnlySpan<byte> utf8)
    {
        switch (rune.Value)
        {
            case '"':
                writer.Raw("\\\""u8);
                break;
            case '\\':
                writer.Raw("\\\\"u8);
                break;
            case '\n':
                writer.Raw("\\n"u8);
                break;
            case '\r':
                writer.Raw("\\r"u8);
                break;
            case 0x2028 or 0x2029:
            case var _ when Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format:
                WriteEscape(writer, rune);
                break;
            default:
                writer.Raw(utf8);
                break;
        }
    }

    /// <summary>A backslash, u and four digits for each UTF-16 code unit, which is what strings of scripts are made of.</summary>
    private static void WriteEscape(BodyWriter writer, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        Span<byte> digits = stackalloc byte[4];
        foreach (char unit in units[..rune.EncodeToUtf16(units)])
        {
            ((ushort)unit).TryFormat(digits, out _, "x4", CultureInfo.InvariantCulture);
            writer.Raw("\\u"u8);
            writer.Raw(digits);
        }
    }
}
