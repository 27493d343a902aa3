using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Tells an exact copy of a request from another one that has the same sid and rid, by a secret that is drawn when the process starts. The text is
/// cut into n blocks, and each gives four sums (<see cref="BlockSums"/>). Those are the coefficients of four polynomials over the
/// integers modulo the prime p = 2^61 - 1. The values of two, and the length, make half of the hash.
/// <code>
/// v1   = s1 x1^(n-1) + s1' x1^(n-2) + s1'' x1^(n-3) + ...  mod p      likewise v2; v3 and v4 with x2
///        or when n is 1, as it mostly is:  v1 = s1 ... v4 = s4
/// hash = high(a1 v1 + b1 v2) + length,  high(a2 v3 + b2 v4) + length  mod 2^64      high: the upper half of 128 bits
/// </code>
/// What chance has another text of the same hash, when whoever sends it does not know the secret?
/// Where v1 or v2 differ, a1 v1 + b1 v2 differ by a multiple of 2^t, for some t below 64, and one is as likely as the other. The upper halves are
/// the same, or a given distance apart, with 2^-63. For texts of different lengths that is all.
/// Texts of the same length differ in a block. Its s1 and s2 are the same with 2^-64; modulo p, of which 17 multiples can lie between two numbers of
/// 64 bits, with 2^-55. Otherwise one of the polynomials is not the same, and two of a degree below n have the same value at fewer than n points; a point
/// is 64 random bits modulo p, which makes none likelier than 2^-60.
/// The other half has the same chance, whatever becomes of the first. So it is (2^-64 + 2^-63)^2, below 2^-124, for a body of up to a kibibyte;
/// (2^-55 + n 2^-60 + 2^-63)^2, below 2^-99, for one of a mebibyte; and the first miss ends the session.
/// </summary>
internal sealed class BodyHash
{
    /// <summary>The bytes of a secret: the key of the sums; a1, b1, a2 and b2, each with its upper half first; x1 and x2.</summary>
    public const int SecretSize = BlockSums.KeySize + (10 * sizeof(ulong));

    private const ulong Prime = (1UL << 61) - 1;

    /// <summary>That of this process: its secret is in no log and in no answer.</summary>
    private static readonly BodyHash Process = new(RandomNumberGenerator.GetBytes(SecretSize));

    private readonly BlockSums _blocks;
    private readonly UInt128 _a1;
    private readonly UInt128 _b1;
    private readonly UInt128 _a2;
    private readonly UInt128 _b2;
    private readonly ulong _x1;
    private readonly ulong _x2;

    /// <param name="secret">Random bytes, <see cref="SecretSize"/> of them.</param>
    public BodyHash(ReadOnlySpan<byte> secret)
    {
        _blocks = new BlockSums(secret[..BlockSums.KeySize]);
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(secret[BlockSums.KeySize..]);
        (_a1, _b1) = (new UInt128(words[0], words[1]), new UInt128(words[2], words[3]));
        (_a2, _b2) = (new UInt128(words[4], words[5]), new UInt128(words[6], words[7]));
        (_x1, _x2) = (words[8] % Prime, words[9] % Prime);
    }

    public static UInt128 Of(ReadOnlySpan<byte> text) => Process.Compute(text);

    [MethodImpl(MethodImplOptions.NoInlining)] // See BodyParser.Parse.
    public UInt128 Compute(ReadOnlySpan<byte> text) => text.Length switch
    {
        < BlockSums.PieceSize => ComputeFilled(text),
        <= BlockSums.BlockSize => Mix(_blocks.Of(text, 0, text.Length), text.Length),
        _ => ComputeLong(text),
    };

    /// <summary>A text that is shorter than any request: it is filled up with zeros.</summary>
    private UInt128 ComputeFilled(ReadOnlySpan<byte> text)
    {
        Span<byte> filled = stackalloc byte[BlockSums.PieceSize];
        filled.Clear();
        text.CopyTo(filled);
        return Mix(_blocks.Of(filled, 0, filled.Length), text.Length);
    }

    private UInt128 ComputeLong(ReadOnlySpan<byte> text)
    {
        (ulong v1, ulong v2, ulong v3, ulong v4) = (0, 0, 0, 0);
        for (int start = 0; start < text.Length; start += BlockSums.BlockSize)
        {
            (ulong s1, ulong s2, ulong s3, ulong s4) = _blocks.Of(text, start, Math.Min(start + BlockSums.BlockSize, text.Length));
            v1 = Step(v1, _x1, s1);
            v2 = Step(v2, _x1, s2);
            v3 = Step(v3, _x2, s3);
            v4 = Step(v4, _x2, s4);
        }

        return Mix((v1 % Prime, v2 % Prime, v3 % Prime, v4 % Prime), text.Length);
    }

    /// <summary>value * point + summand, modulo p, but not wholly reduced.</summary>
    private static ulong Step(ulong value, ulong point, ulong summand)
    {
        // 2^61 is 1 modulo p: what is above 61 bits is added to what is below. A value of 62 bits and a few makes a product of 123 and a few.
        ulong high = Math.BigMul(value, point, out ulong low);
        ulong product = (low & Prime) + ((high << 3) | (low >> 61));
        return (product & Prime) + (product >> 61) + (summand & Prime) + (summand >> 61);
    }

    private UInt128 Mix(in (ulong V1, ulong V2, ulong V3, ulong V4) values, int length)
    {
        UInt128 first = (_a1 * values.V1) + (_b1 * values.V2);
        UInt128 second = (_a2 * values.V3) + (_b2 * values.V4);
        return new UInt128((ulong)(first >> 64) + (ulong)length, (ulong)(second >> 64) + (ulong)length);
    }
}
