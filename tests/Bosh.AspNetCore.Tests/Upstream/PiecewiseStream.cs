namespace Bosh.AspNetCore.Tests.Upstream;

/// <summary>A connection that has all its bytes and gives out a few at a time.</summary>
internal sealed class PiecewiseStream : MemoryStream
{
    private readonly int _size;

    public PiecewiseStream(byte[] bytes, int size)
        : base(bytes, writable: false)
    {
        _size = size;
    }

    /// <summary>How often nothing was asked for: to be told when there is something.</summary>
    public int EmptyReads { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        EmptyReads += buffer.IsEmpty ? 1 : 0;
        return base.ReadAsync(buffer[..Math.Min(buffer.Length, _size)], cancellationToken);
    }
}
