using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Compresses answers, each as a whole, so that they keep a Content-Length (XEP-0124, HTTP Overview).
/// </summary>
internal static class AnswerCompression
{
    /// <summary>Smaller answers go in one packet anyway.</summary>
    private const int MinSize = 1024;

    /// <summary>The window of Brotli, as a power of two: answers are rarely larger, and a larger one takes memory.</summary>
    private const int BrotliWindow = 18;

    /// <summary>Where Brotli is as fast as gzip, and better.</summary>
    private const int BrotliQuality = 4;

    /// <summary>Chooses a coding.</summary>
    /// <param name="accepted">The Accept-Encoding header (RFC 9110, section 12.5.3).</param>
    /// <returns>The one that the client likes best, of equals the one that compresses best; null when it likes none.</returns>
    public static ContentCoding? Choose(StringValues accepted)
    {
        if (accepted.Count == 0 || !StringWithQualityHeaderValue.TryParseList(accepted, out IList<StringWithQualityHeaderValue>? values))
        {
            return null;
        }

        ContentCoding? best = null;
        double bestQuality = Quality(values, "identity") ?? 0;
        foreach ((ContentCoding coding, string name, string? alias) in (ReadOnlySpan<(ContentCoding, string, string?)>)
            [(ContentCoding.Brotli, "br", null), (ContentCoding.Gzip, "gzip", "x-gzip"), (ContentCoding.Deflate, "deflate", null)])
        {
            double quality = Quality(values, name) ?? (alias is null ? null : Quality(values, alias)) ?? Quality(values, "*") ?? 0;
            if (quality > bestQuality || (quality == bestQuality && quality > 0 && best is null))
            {
                best = coding;
                bestQuality = quality;
            }
        }

        return best;
    }

    /// <summary>The name of a coding, for the Content-Encoding header.</summary>
    public static string Name(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => "br",
        ContentCoding.Gzip => "gzip",
        _ => "deflate",
    };

    /// <summary>Compresses an answer.</summary>
    /// <returns>Null when it is too small, or would not become smaller.</returns>
    public static ReadOnlyMemory<byte>? Compress(ReadOnlyMemory<byte> answer, ContentCoding coding) => answer.Length < MinSize ? null
        : coding == ContentCoding.Brotli ? Brotli(answer.Span)
        : Deflate(answer.Span, coding);

    private static double? Quality(IList<StringWithQualityHeaderValue> values, string name)
    {
        foreach (StringWithQualityHeaderValue value in values)
        {
            if (value.Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value.Quality ?? 1;
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte>? Brotli(ReadOnlySpan<byte> answer)
    {
        byte[] compressed = new byte[answer.Length - 1];
        bool isSmaller = BrotliEncoder.TryCompress(answer, compressed, out int length, BrotliQuality, BrotliWindow);
        return isSmaller ? new ReadOnlyMemory<byte>(compressed, 0, length) : default(ReadOnlyMemory<byte>?);
    }

    private static ReadOnlyMemory<byte>? Deflate(ReadOnlySpan<byte> answer, ContentCoding coding)
    {
        using var compressed = new MemoryStream(answer.Length);
        using (Stream stream = coding == ContentCoding.Gzip
            ? new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)
            : new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(answer);
        }

        // Not null alone: that would become memory of no bytes.
        bool isSmaller = compressed.Length < answer.Length;
        return isSmaller ? new ReadOnlyMemory<byte>(compressed.GetBuffer(), 0, (int)compressed.Length) : default(ReadOnlyMemory<byte>?);
    }
}
