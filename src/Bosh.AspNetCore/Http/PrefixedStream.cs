namespace Bosh.AspNetCore.Http;

/// <summary>A stream whose first bytes can be looked at before they are read.</summary>
internal sealed class PrefixedStream : ReadOnlyStream
{
    /// <summary>How many bytes can be looked at.</summary>
    public const int PrefixLength = 2;

    private readonly Stream _stream;
    private readonly byte[] _prefix = new byte[PrefixLength];
    private ReadOnlyMemory<byte> _left;

    public PrefixedStream(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>The first bytes: fewer when the stream is shorter.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadPrefixAsync(CancellationToken cancellationToken)
    {
        int count = await _stream.ReadAtLeastAsync(_prefix, PrefixLength, throwOnEndOfStream: false, cancellationToken);
        return _left = _prefix.AsMemory(0, count);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty)
        {
            return _stream.ReadAsync(buffer, cancellationToken);
        }

        int count = Math.Min(_left.Length, buffer.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return ValueTask.FromResult(count);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
