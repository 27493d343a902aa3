using System.IO.Compression;
using System.Text;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>The content codings of HTTP, and one that clients take for one of them.</summary>
internal static class Codings
{
    public static byte[] Encode(string coding, string text) => Encode(coding, Encoding.UTF8.GetBytes(text));

    /// <summary>Compresses; <c>raw</c> is deflate without the zlib format.</summary>
    public static byte[] Encode(string coding, ReadOnlySpan<byte> plain)
    {
        using var compressed = new MemoryStream();
        using (var stream = Compressor(coding, compressed))
        {
            stream.Write(plain);
        }

        return compressed.ToArray();
    }

    public static byte[] Decode(string coding, byte[] compressed)
    {
        using var source = new MemoryStream(compressed);
        using var stream = coding switch
        {
            "gzip" => new GZipStream(source, CompressionMode.Decompress),
            "deflate" => new ZLibStream(source, CompressionMode.Decompress),
            "br" => (Stream)new BrotliStream(source, CompressionMode.Decompress),
            _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, message: null),
        };
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        return plain.ToArray();
    }

    private static Stream Compressor(string coding, Stream target) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(target, CompressionLevel.Optimal),
        "deflate" => new ZLibStream(target, CompressionLevel.Optimal),
        "raw" => new DeflateStream(target, CompressionLevel.Optimal),
        "br" => new BrotliStream(target, CompressionLevel.Optimal),
        _ => throw new ArgumentOutOfRangeException(nameof(coding), coding, message: null),
    };
}
