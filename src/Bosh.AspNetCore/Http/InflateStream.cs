using System.IO.Compression;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Undoes the coding <c>deflate</c>: DEFLATE in the zlib format (RFC 9110, section 8.4.1.2), or without it, as some clients have always sent it. The
/// first two bytes tell.
/// </summary>
internal sealed class InflateStream : ReadOnlyStream
{
    private readonly PrefixedStream _source;
    private Stream? _inflater;

    public InflateStream(Stream source)
    {
        _source = new PrefixedStream(source);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _inflater ??= IsZlib((await _source.ReadPrefixAsync(cancellationToken)).Span)
            ? new ZLibStream(_source, CompressionMode.Decompress)
            : new DeflateStream(_source, CompressionMode.Decompress);
        return await _inflater.ReadAsync(buffer, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            (_inflater ?? _source).Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// RFC 1950, section 2.2: method 8, and a checksum. A DEFLATE stream that begins so would be a stored block with padding that nobody writes.
    /// </summary>
    private static bool IsZlib(ReadOnlySpan<byte> start)
        => start.Length == PrefixedStream.PrefixLength && (start[0] & 0x0F) == 8 && ((start[0] << 8) + start[1]) % 31 == 0;
}
