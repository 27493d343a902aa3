using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>Gives so many bytes and no more, so that nobody makes us decompress what grows without end between two codings.</summary>
internal sealed class LimitedStream : ReadOnlyStream
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private long _left;

    public LimitedStream(Stream stream, long limit, bool leaveOpen)
    {
        _stream = stream;
        _left = limit;
        _leaveOpen = leaveOpen;
    }

    /// <exception cref="BadHttpRequestException">There is more.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await _stream.ReadAsync(buffer, cancellationToken);
        _left -= count;
        return _left >= 0 ? count : throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
        {
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
