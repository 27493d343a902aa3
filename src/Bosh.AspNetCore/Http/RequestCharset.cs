using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Bosh.AspNetCore.Xml;
using Microsoft.Net.Http.Headers;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// What the bytes of a request body stand for, by the rules for XML over HTTP (RFC 7303, section 3): a byte order mark has the last word, then the
/// charset of the Content-Type header, then the XML declaration; without any of them it is UTF-8.
/// </summary>
internal static class RequestCharset
{
    private static readonly Dictionary<string, TextEncoding> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["utf-8"] = TextEncoding.Utf8,
        ["utf8"] = TextEncoding.Utf8,
        ["us-ascii"] = TextEncoding.Utf8,
        ["ascii"] = TextEncoding.Utf8,
        ["utf-16"] = TextEncoding.Utf16,
        ["utf-16le"] = TextEncoding.Utf16LittleEndian,
        ["utf-16be"] = TextEncoding.Utf16BigEndian,
        ["iso-8859-1"] = TextEncoding.Latin1,
        ["iso_8859-1"] = TextEncoding.Latin1,
        ["iso8859-1"] = TextEncoding.Latin1,
        ["latin1"] = TextEncoding.Latin1,
    };

    /// <summary>Finds the encoding that a Content-Type header names.</summary>
    /// <param name="contentType">The header, which may be anything: nobody is refused for a media type.</param>
    /// <param name="encoding">The encoding; null when none is named.</param>
    /// <returns>False when one is named that we do not know.</returns>
    public static bool TryFind(string? contentType, out TextEncoding? encoding)
    {
        encoding = null;
        if (string.IsNullOrEmpty(contentType))
        {
            return true;
        }

        if (contentType.EndsWith("charset=utf-8", StringComparison.OrdinalIgnoreCase))
        {
            encoding = TextEncoding.Utf8;
            return true;
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type) || !type.Charset.HasValue)
        {
            return true;
        }

        string name = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        if (name.Length > 0)
        {
            encoding = Names.TryGetValue(name, out TextEncoding known) ? known : null;
            return encoding is not null;
        }

        return true;
    }

    /// <summary>Finds out what a text is in.</summary>
    /// <param name="start">Its beginning.</param>
    /// <param name="named">What the Content-Type header names.</param>
    public static TextEncoding Detect(ReadOnlySpan<byte> start, TextEncoding? named)
    {
        if (start.StartsWith([(byte)0xFE, (byte)0xFF]))
        {
            return TextEncoding.Utf16BigEndian;
        }

        if (start.StartsWith([(byte)0xFF, (byte)0xFE]))
        {
            return TextEncoding.Utf16LittleEndian;
        }

        if (start.StartsWith("\uFEFF"u8))
        {
            return TextEncoding.Utf8;
        }

        if (named == TextEncoding.Utf16)
        {
            // Without a byte order mark it is big-endian (RFC 2781), unless it evidently is not.
            return start.StartsWith("<\0"u8) ? TextEncoding.Utf16LittleEndian : TextEncoding.Utf16BigEndian;
        }

        return named ?? (DeclaresLatin1(start) ? TextEncoding.Latin1 : TextEncoding.Utf8);
    }

    /// <summary>Whether it is settled what a text is in, whatever its XML declaration says.</summary>
    public static bool IsSettled(ReadOnlySpan<byte> start, TextEncoding? named) => named is not null || start.StartsWith("\uFEFF"u8);

    /// <summary>Transcodes to UTF-8, strictly.</summary>
    /// <param name="text">The text.</param>
    /// <param name="encoding">What it is in.</param>
    /// <param name="utf8">Where it goes.</param>
    /// <param name="written">The bytes of the result; of what comes before the error when there is one.</param>
    public static OperationStatus ToUtf8(ReadOnlySpan<byte> text, TextEncoding encoding, Span<byte> utf8, out int written)
    {
        char[] chars = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            int count = encoding == TextEncoding.Latin1
                ? Encoding.Latin1.GetChars(text, chars)
                : ReadUtf16(text, chars, isBigEndian: encoding == TextEncoding.Utf16BigEndian);
            OperationStatus status = Utf8.FromUtf16(chars.AsSpan(0, count), utf8, out _, out written, replaceInvalidSequences: false);
            bool isHalfAChar = encoding != TextEncoding.Latin1 && text.Length % 2 != 0;
            return status == OperationStatus.Done && isHalfAChar ? OperationStatus.InvalidData : status;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>
    /// The text without a byte order mark and an XML declaration at its start: what the declaration says of the encoding no longer matters, or never
    /// did.
    /// </summary>
    public static ReadOnlySpan<byte> WithoutDeclaration(ReadOnlySpan<byte> utf8)
    {
        int start = utf8.StartsWith("\uFEFF"u8) ? 3 : 0;
        int length = XmlDeclaration.Read(utf8[start..], out XmlError error, out _);

        // One that is malformed stays, to be refused.
        return error == XmlError.None ? utf8[(start + length)..] : utf8;
    }

    private static bool DeclaresLatin1(ReadOnlySpan<byte> start)
    {
        XmlDeclaration.Read(start, out XmlError error, out ReadOnlySpan<byte> name);
        return error == XmlError.None
            && !name.IsEmpty
            && Names.TryGetValue(Encoding.ASCII.GetString(name), out TextEncoding declared)
            && declared == TextEncoding.Latin1;
    }

    private static int ReadUtf16(ReadOnlySpan<byte> text, Span<char> chars, bool isBigEndian)
    {
        int count = text.Length / 2;
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<byte, ushort>(text[..(count * 2)]);
        Span<ushort> target = MemoryMarshal.Cast<char, ushort>(chars[..count]);
        if (isBigEndian == BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(units, target);
        }
        else
        {
            units.CopyTo(target);
        }

        return count;
    }
}
