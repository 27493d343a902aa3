using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace Bosh.AspNetCore.Http;

/// <summary>Compressed request bodies (XEP-0124, Session Creation Response: <c>accept</c>).</summary>
internal static class ContentCodings
{
    /// <summary>How many codings may be applied to a body, one upon the other. One is usual.</summary>
    private const int MaxCount = 3;

    /// <summary>Codings that there are (RFC 9110, section 16.6.1) and that we cannot undo.</summary>
    private static readonly string[] Unsupported = ["compress", "x-compress", "zstd", "exi", "pack200-gzip", "aes128gcm", "dcb", "dcz"];

    /// <summary>
    /// Reads a Content-Encoding header. Not everything in it is a coding: libpurple puts its media type there. What is none is passed over: if the
    /// body is encoded all the same, it will not be readable.
    /// </summary>
    /// <param name="header">The header.</param>
    /// <param name="codings">The codings, in the order in which they were applied.</param>
    /// <returns>False when there are codings that cannot be undone, or too many.</returns>
    public static bool TryRead(StringValues header, out IReadOnlyList<ContentCoding> codings)
    {
        if (header.Count == 0)
        {
            codings = [];
            return true;
        }

        List<ContentCoding> found = [];
        codings = found;
        foreach (string? value in header)
        {
            foreach (string token in (value ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                if (Unsupported.Contains(token, StringComparer.OrdinalIgnoreCase))
                {
                    return false;
                }

                if (Find(token) is ContentCoding coding)
                {
                    found.Add(coding);
                }
            }
        }

        return found.Count <= MaxCount;
    }

    /// <summary>The body as it was before the codings were applied.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="codings">The codings, in the order in which they were applied.</param>
    /// <param name="limit">The bytes that are read at most, of what was sent and of each step towards the result.</param>
    public static Stream Decode(Stream body, IReadOnlyList<ContentCoding> codings, int limit)
    {
        Stream stream = new LimitedStream(body, limit, leaveOpen: true);
        for (int i = codings.Count - 1; i >= 0; i--)
        {
            stream = codings[i] switch
            {
                ContentCoding.Gzip => new GZipStream(stream, CompressionMode.Decompress),
                ContentCoding.Brotli => new BrotliStream(stream, CompressionMode.Decompress),
                _ => new InflateStream(stream),
            };
            if (i > 0)
            {
                stream = new LimitedStream(stream, limit, leaveOpen: false);
            }
        }

        return stream;
    }

    private static ContentCoding? Find(string token) => token.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => ContentCoding.Gzip,
        "deflate" => ContentCoding.Deflate,
        "br" => ContentCoding.Brotli,
        _ => null,
    };
}
