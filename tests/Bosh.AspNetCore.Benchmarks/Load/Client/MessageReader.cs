namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>Counts the messages of one kind in a stream of bytes, wherever the stream is cut.</summary>
internal sealed class MessageReader
{
    private const int ReadSize = 16 * 1024;

    private readonly MessageKind _kind;

    /// <summary>Its front is what was left of the last bytes: they may be the first part of an id.</summary>
    private readonly byte[] _buffer = new byte[ReadSize];
    private int _kept;

    public MessageReader(MessageKind kind) => _kind = kind;

    /// <summary>Where the next bytes are to be put.</summary>
    public Memory<byte> Free => _buffer.AsMemory(_kept);

    /// <summary>Reads the bytes that have been put there.</summary>
    public void Read(int count, SequenceCheck check)
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, _kept + count);
        while (MessageNumber.TryReadNext(ref rest, out MessageNumber message))
        {
            if (message.Kind == _kind)
            {
                check.Take(message.Number);
            }
        }

        ReadOnlySpan<byte> tail = rest[Math.Max(0, rest.Length - (MessageNumber.TokenLength - 1))..];
        tail.CopyTo(_buffer);
        _kept = tail.Length;
    }
}
