using System.Buffers;
using System.Buffers.Binary;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// Elements that wait for a request to carry them, in one pooled array, each behind a small head with its length. An empty buffer holds nothing.
/// <code>
/// [length: 4 bytes][number by which the server keeps it: 31 bits][needs the stream prefix: 1 bit][element, or what an answer carried] ...
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
    /// <param name="number">The number by which the server keeps it until it is acknowledged (XEP-0198); 0 when it does not.</param>
    public void Append(scoped in ServerElement element, int number)
    {
        Reserve(HeadSize + element.Length);
        WriteHead(_end, element.Length, number, element.NeedsStreams);
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
        WriteHead(_end, element.Length, number: 0, needsStreams: false);
        element.CopyTo(_bytes.AsSpan(_end + HeadSize));
        _end += HeadSize + element.Length;
    }

    /// <summary>Puts what an answer carried back to the front: in one piece where the server keeps nothing of it.</summary>
    public void Prepend(Answer answer)
    {
        int pieces = answer.Runs.Sum(run => run.Elements);
        int size = (HeadSize * Math.Max(pieces, 1)) + answer.Payload.Length;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Length + size);
        _bytes.AsSpan(_start, Length).CopyTo(larger.AsSpan(size));
        int end = size + Length;
        Release();
        _bytes = larger;
        _end = end;
        int position = 0;
        if (pieces == 0)
        {
            Put(ref position, answer.Payload.Span, 0, answer.NeedsStreams);
            return;
        }

        var elements = new ElementSplitter(answer.Payload);
        foreach (StanzaRun run in answer.Runs)
        {
            for (int i = 0; i < run.Elements; i++)
            {
                Put(ref position, elements.Next(), run.First == 0 ? 0 : run.First + i, answer.NeedsStreams);
            }
        }
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
    /// <returns>The numbers by which the server keeps them; empty when it keeps none.</returns>
    public StanzaRun[] MoveTo(BodyWriter writer, int size)
    {
        List<StanzaRun>? runs = HasNumbers(size) ? [] : null;
        while (size > 0)
        {
            ReadOnlyMemory<byte> taken = Take(out int number);
            writer.Raw(taken.Span);
            size -= taken.Length;
            if (runs is not null)
            {
                AddRun(runs, taken, number);
            }
        }

        if (IsEmpty)
        {
            Release();
        }

        return runs is null ? [] : [.. runs];
    }

    /// <summary>
    /// Moves all elements out, in order, for whatever is done with them when nobody will fetch them; each with the number by which the server keeps it.
    /// </summary>
    public void Drain(Action<ReadOnlyMemory<byte>, int> take)
    {
        while (!IsEmpty)
        {
            ReadOnlyMemory<byte> elements = Take(out int number);
            take(elements, number);
        }

        Release();
    }

    private ReadOnlyMemory<byte> Take(out int number)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
        number = (int)(BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(_start + 4)) >> 1);
        ReadOnlyMemory<byte> elements = _bytes.AsMemory(_start + HeadSize, length);
        _start += HeadSize + length;
        return elements;
    }

    private bool HasNumbers(int size)
    {
        for (int position = _start; size > 0;)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(position + 4)) > 1)
            {
                return true;
            }

            int length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(position));
            position += HeadSize + length;
            size -= length;
        }

        return false;
    }

    /// <summary>What an answer carried and the server does not keep is one piece, of several elements perhaps.</summary>
    private static void AddRun(List<StanzaRun> runs, ReadOnlyMemory<byte> taken, int number)
    {
        var elements = new ElementSplitter(taken);
        while (elements.HasNext)
        {
            elements.Next();
            StanzaRun.Add(runs, number);
        }
    }

    private void Put(ref int position, ReadOnlySpan<byte> element, int number, bool needsStreams)
    {
        WriteHead(position, element.Length, number, needsStreams);
        element.CopyTo(_bytes.AsSpan(position + HeadSize));
        position += HeadSize + element.Length;
    }

    private void WriteHead(int position, int length, int number, bool needsStreams)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(position), length);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(position + 4), ((uint)number << 1) | (needsStreams ? 1u : 0));
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
