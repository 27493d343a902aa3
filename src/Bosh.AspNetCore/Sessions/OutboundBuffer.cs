using System.Buffers;
using System.Buffers.Binary;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// Elements that wait for a request to carry them, in one pooled array, each behind a small head with its length. An empty buffer holds nothing.
/// <code>
/// [length: 4 bytes][stanzas that the server keeps: 31 bits][needs the stream prefix: 1 bit][element, or what an answer carried] ...
/// </code>
/// </summary>
internal sealed class OutboundBuffer
{
    private const int HeadSize = 8;

    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>The size of what waits, heads included.</summary>
    public int Length => _end - _start;

    public bool IsEmpty => _start == _end;

    /// <summary>Adds an element at the end.</summary>
    /// <param name="element">The element.</param>
    /// <param name="isCounted">Whether it is a stanza that the server keeps until it is acknowledged (XEP-0198).</param>
    public void Append(scoped in ServerElement element, bool isCounted)
    {
        Reserve(HeadSize + element.Length);
        WriteHead(_end, element.Length, isCounted ? 1 : 0, element.NeedsStreams);
        Span<byte> free = _bytes.AsSpan(_end + HeadSize);
        element.Start.CopyTo(free);
        element.Insertion.CopyTo(free[element.Start.Length..]);
        element.Rest.CopyTo(free[(element.Start.Length + element.Insertion.Length)..]);
        _end += HeadSize + element.Length;
    }

    /// <summary>Adds an element of our own at the end, which no server keeps.</summary>
    public void Append(ReadOnlySpan<byte> element)
    {
        Reserve(HeadSize + element.Length);
        WriteHead(_end, element.Length, stanzas: 0, needsStreams: false);
        element.CopyTo(_bytes.AsSpan(_end + HeadSize));
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
        WriteHead(0, answer.Payload.Length, answer.Stanzas, answer.NeedsStreams);
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

            needsStreams |= (_bytes[position + 4] & 1) != 0;
            size += length;
            position += HeadSize + length;
        }

        return size;
    }

    /// <summary>Moves elements of the given size, as measured, into an answer.</summary>
    /// <returns>How many stanzas among them the server keeps until they are acknowledged.</returns>
    public int MoveTo(BodyWriter writer, int size)
    {
        int stanzas = 0;
        while (size > 0)
        {
            ReadOnlySpan<byte> elements = Take(out int counted).Span;
            writer.Raw(elements);
            stanzas += counted;
            size -= elements.Length;
        }

        if (IsEmpty)
        {
            Release();
        }

        return stanzas;
    }

    /// <summary>
    /// Moves all elements out, in order, for whatever is done with them when nobody will fetch them: with each, how many stanzas the server keeps.
    /// </summary>
    public void Drain(Action<ReadOnlyMemory<byte>, int> take)
    {
        while (!IsEmpty)
        {
            ReadOnlyMemory<byte> elements = Take(out int stanzas);
            take(elements, stanzas);
        }

        Release();
    }

    private ReadOnlyMemory<byte> Take(out int stanzas)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
        stanzas = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start + 4)) >> 1;
        ReadOnlyMemory<byte> elements = _bytes.AsMemory(_start + HeadSize, length);
        _start += HeadSize + length;
        return elements;
    }

    private void WriteHead(int position, int length, int stanzas, bool needsStreams)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position), length);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position + 4), (stanzas << 1) | (needsStreams ? 1 : 0));
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
