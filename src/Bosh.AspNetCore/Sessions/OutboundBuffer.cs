using System.Buffers;
using System.Buffers.Binary;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// Elements that wait for a request to carry them, in one pooled array, each behind a small head with its length. An empty buffer holds nothing.
/// <code>
/// [length: 4 bytes][needs the stream prefix: 1 byte][element] ...
/// </code>
/// </summary>
internal sealed class OutboundBuffer
{
    private const int HeadSize = 5;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>The size of what waits, heads included.</summary>
    public int Length => _end - _start;

    public bool IsEmpty => _start == _end;

    /// <summary>Adds an element at the end.</summary>
    public void Append(scoped in ServerElement element)
    {
        Reserve(HeadSize + element.Length);
        WriteHead(_end, element.Length, element.NeedsStreams);
        Span<byte> free = _bytes.AsSpan(_end + HeadSize);
        element.Start.CopyTo(free);
        element.Insertion.CopyTo(free[element.Start.Length..]);
        element.Rest.CopyTo(free[(element.Start.Length + element.Insertion.Length)..]);
        _end += HeadSize + element.Length;
    }

    /// <summary>Puts what an answer carried back to the front.</summary>
    public void Prepend(Answer answer)
    {
        int size = HeadSize + answer.Payload.Length;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Length + size);
        _bytes.AsSpan(_start, Length).CopyTo(larger.AsSpan(size));
        int end = size + Length;
        Release();
        _bytes = larger;
        _end = end;
        WriteHead(0, answer.Payload.Length, answer.NeedsStreams);
        answer.Payload.Span.CopyTo(_bytes.AsSpan(HeadSize));
    }

    /// <summary>How much of it goes into one answer: whole elements, at least one, and no more than the given size if there are several.</summary>
    public int Measure(int maxSize, out bool needsStreams)
    {
        needsStreams = false;
        int size = 0;
        int position = _start;
        while (position < _end)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(position));
            if (size > 0 && size + length > maxSize)
            {
                break;
            }

            needsStreams |= _bytes[position + 4] != 0;
            size += length;
            position += HeadSize + length;
        }

        return size;
    }

    /// <summary>Moves elements of the given size, as measured, into an answer.</summary>
    public void MoveTo(BodyWriter writer, int size)
    {
        while (size > 0)
        {
            ReadOnlySpan<byte> element = Take();
            writer.Raw(element);
            size -= element.Length;
        }

        if (IsEmpty)
        {
            Release();
        }
    }

    /// <summary>Moves all elements out, one after the other, for whatever is done with them when nobody will fetch them.</summary>
    public void Drain(Action<ReadOnlyMemory<byte>> take)
    {
        while (!IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
            take(_bytes.AsMemory(_start + HeadSize, length));
            _start += HeadSize + length;
        }

        Release();
    }

    private ReadOnlySpan<byte> Take()
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
        ReadOnlySpan<byte> element = _bytes.AsSpan(_start + HeadSize, length);
        _start += HeadSize + length;
        return element;
    }

    private void WriteHead(int position, int length, bool needsStreams)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position), length);
        _bytes[position + 4] = needsStreams ? (byte)1 : (byte)0;
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - _end >= size)
        {
            return;
        }

        int length = Length;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(length + size, Math.Min(length * 2, int.MaxValue / 2)));
        _bytes.AsSpan(_start, length).CopyTo(larger);
        Release();
        _bytes = larger;
        _end = length;
    }

    private void Release()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        _start = _end = 0;
    }
}
