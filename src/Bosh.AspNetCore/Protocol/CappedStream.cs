namespace Bosh.AspNetCore.Protocol;

/// <summary>Memory that takes so much and no more.</summary>
internal sealed class CappedStream : MemoryStream
{
    private readonly int _limit;

    public CappedStream(int limit)
    {
        _limit = limit;
    }

    /// <exception cref="InvalidDataException">It is full.</exception>
    public override void Write(byte[] buffer, int offset, int count)
    {
        Check(count);
        base.Write(buffer, offset, count);
    }

    /// <inheritdoc cref="Write(byte[], int, int)"/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    private void Check(int count)
    {
        if (Length + count > _limit)
        {
            throw new InvalidDataException("The output is larger than allowed.");
        }
    }
}
