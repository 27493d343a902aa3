using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Tells an exact copy of a request from another one that has the same sid and rid. The text is read as the coefficients of two polynomials
/// over the integers modulo the prime p = 2^61 - 1, which are evaluated at a secret point, drawn when the process starts; and once more at another,
/// for the second half of the hash.
/// <code>
/// text  =  m1 m2 m3 m4 ... mn   in blocks of 7 bytes, the last ones filled up with zeros, n even
/// odd   =  m1 x^(n/2-1) + m3 x^(n/2-2) + ... mod p
/// even  =  m2 x^(n/2-1) + m4 x^(n/2-2) + ... mod p
/// hash  =  (odd y + even) y + length   mod p
/// </code>
/// Two polynomials of degree d that differ have the same value at d points at most. So whoever does not know the points has a chance of (d/p)^2
/// to send another text with the same hash: 2^-89 for a body of a mebibyte, and the first miss ends the session. A cryptographic hash
/// gives more than that, for more than half of the time that all other work on a usual body takes.
/// </summary>
internal readonly struct BodyHash
{
    private const ulong Prime = (1UL << 61) - 1;
    private const int BlockSize = 7;
    private const ulong BlockMask = (1UL << (8 * BlockSize)) - 1;

    /// <summary>That of this process: its points are in no log and in no answer.</summary>
    private static readonly BodyHash Process = new(DrawPoint(), DrawPoint(), DrawPoint(), DrawPoint());

    private readonly ulong _firstX;
    private readonly ulong _firstY;
    private readonly ulong _secondX;
    private readonly ulong _secondY;

    /// <summary>A hash with four points less than 2^61 - 1.</summary>
    public BodyHash(ulong firstX, ulong firstY, ulong secondX, ulong secondY)
    {
        _firstX = firstX;
        _firstY = firstY;
        _secondX = secondX;
        _secondY = secondY;
    }

    public static UInt128 Of(ReadOnlySpan<byte> text) => Process.Compute(text);

    /// <summary>Four independent chains of multiplications, so that the processor has always one to go on with.</summary>
    public UInt128 Compute(ReadOnlySpan<byte> text)
    {
        var length = (ulong)text.Length;
        (ulong odd1, ulong even1, ulong odd2, ulong even2) = (0, 0, 0, 0);

        // Eight bytes are read for a block of seven: the last two blocks are another matter.
        while (text.Length > 2 * BlockSize)
        {
            ulong odd = BinaryPrimitives.ReadUInt64LittleEndian(text) & BlockMask;
            ulong even = BinaryPrimitives.ReadUInt64LittleEndian(text[BlockSize..]) & BlockMask;
            odd1 = Step(odd1, _firstX, odd);
            even1 = Step(even1, _firstX, even);
            odd2 = Step(odd2, _secondX, odd);
            even2 = Step(even2, _secondX, even);
            text = text[(2 * BlockSize)..];
        }

        (ulong lastOdd, ulong lastEven) = LastBlocks(text);
        ulong first = Step(Step(Step(odd1, _firstX, lastOdd), _firstY, Step(even1, _firstX, lastEven)), _firstY, length);
        ulong second = Step(Step(Step(odd2, _secondX, lastOdd), _secondY, Step(even2, _secondX, lastEven)), _secondY, length);
        return new UInt128(Reduce(first), Reduce(second));
    }

    /// <summary>value * point + summand, modulo p, but not wholly reduced.</summary>
    private static ulong Step(ulong value, ulong point, ulong summand)
    {
        // 2^61 is 1 modulo p: what is above 61 bits is added to what is below. A value of 62 bits makes a product of 123.
        ulong high = Math.BigMul(value, point, out ulong low);
        ulong sum = (low & Prime) + ((high << 3) | (low >> 61));
        return (sum & Prime) + (sum >> 61) + summand;
    }

    private static ulong Reduce(ulong value) => value % Prime;

    private static (ulong Odd, ulong Even) LastBlocks(ReadOnlySpan<byte> text)
    {
        Span<byte> padded = stackalloc byte[2 * sizeof(ulong)];
        padded.Clear();
        text.CopyTo(padded);
        return (BinaryPrimitives.ReadUInt64LittleEndian(padded) & BlockMask, BinaryPrimitives.ReadUInt64LittleEndian(padded[BlockSize..]) & BlockMask);
    }

    private static ulong DrawPoint()
    {
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        return BinaryPrimitives.ReadUInt64LittleEndian(random) % Prime;
    }
}
