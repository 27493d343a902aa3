using System.Buffers;

namespace Bosh.AspNetCore.Upstream;

/// <summary>A frame in one piece: as it lies when it does, else as a copy in a pooled array.</summary>
internal readonly ref struct ContiguousFrame
{
    private readonly byte[]? _copy;

    public ContiguousFrame(in ReadOnlySequence<byte> frame)
    {
        if (frame.IsSingleSegment)
        {
            Text = frame.FirstSpan;
            return;
        }

        int length = checked((int)frame.Length);
        _copy = ArrayPool<byte>.Shared.Rent(length);
        frame.CopyTo(_copy);
        Text = _copy.AsSpan(0, length);
    }

    public ReadOnlySpan<byte> Text { get; }

    public void Dispose()
    {
        if (_copy is not null)
        {
            ArrayPool<byte>.Shared.Return(_copy);
        }
    }
}
