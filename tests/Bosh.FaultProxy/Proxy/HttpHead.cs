using System.Buffers.Text;
using System.Text;

namespace Bosh.FaultProxy.Proxy;

/// <summary>As much of the head of an HTTP message as must be known to find its end.</summary>
/// <param name="Size">The bytes of the head, with the empty line.</param>
/// <param name="BodyLength">The bytes of the body; null when it ends with the connection, or is in chunks.</param>
/// <param name="Status">The status of a response.</param>
internal readonly record struct HttpHead(int Size, int? BodyLength, int Status)
{
    private static ReadOnlySpan<byte> ContentLength => "content-length:"u8;

    /// <returns>False while the head is not complete.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool isResponse, out HttpHead head)
    {
        head = default;
        int end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> lines = bytes[..end];
        int status = isResponse && Utf8Parser.TryParse(lines[(lines.IndexOf((byte)' ') + 1)..], out int number, out _) ? number : 0;

        // Requests without a length have no body; nor have these responses.
        int? length = !isResponse || status is (>= 100 and < 200) or 204 or 304 ? 0 : null;
        foreach (Range range in lines.Split("\r\n"u8))
        {
            ReadOnlySpan<byte> line = lines[range];
            if (line.Length > ContentLength.Length
                && Ascii.EqualsIgnoreCase(line[..ContentLength.Length], ContentLength)
                && Utf8Parser.TryParse(line[ContentLength.Length..].Trim((byte)' '), out int size, out _))
            {
                length = size;
            }
        }

        head = new HttpHead(end + 4, length, status);
        return true;
    }
}
