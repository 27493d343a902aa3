using System.Buffers.Text;
using System.Text;

namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>What must be known of the head of a response to find its end.</summary>
/// <param name="Size">The bytes of the head, with the empty line.</param>
/// <param name="ContentLength">The bytes of the body.</param>
internal readonly record struct ResponseHead(int Size, int ContentLength)
{
    /// <returns>False while the head is not complete.</returns>
    /// <exception cref="LoadException">It is not a 200 with a Content-Length and a body that is not encoded.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ResponseHead head)
    {
        head = default;
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> lines = bytes[..end];
        int? length = null;
        int lineEnd = lines.IndexOf("\r\n"u8);
        if (!lines.StartsWith("HTTP/1.1 200 "u8) || lineEnd < 0)
        {
            throw new LoadException("The answer is " + Encoding.UTF8.GetString(lineEnd < 0 ? lines : lines[..lineEnd]));
        }

        while (lineEnd >= 0)
        {
            lines = lines[(lineEnd + 2)..];
            lineEnd = lines.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = lineEnd < 0 ? lines : lines[..lineEnd];
            if (TryValue(line, "content-length:"u8, out ReadOnlySpan<byte> value) && Utf8Parser.TryParse(value, out int number, out _))
            {
                length = number;
            }
            else if (TryValue(line, "content-encoding:"u8, out value))
            {
                throw new LoadException("The answer is encoded: " + Encoding.UTF8.GetString(value));
            }
        }

        head = new ResponseHead(end + 4, length ?? throw new LoadException("The answer has no Content-Length."));
        return true;
    }

    private static bool TryValue(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        bool isIt = line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);
        value = isIt ? line[name.Length..].Trim((byte)' ') : [];
        return isIt;
    }
}
