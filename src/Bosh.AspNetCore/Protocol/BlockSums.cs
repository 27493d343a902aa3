using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Four sums of products over a block of text, under a random key (NH, the first step of UMAC: Black and others, 1999). They take nearly all the time
/// of a <see cref="BodyHash"/>, and no product waits for another.
/// <code>
/// s1 = (m1 + k1)(m2 + k2) + (m3 + k3)(m4 + k4) + ...  mod 2^64      m: the block in words of 32 bits; m + k: mod 2^32
/// s2, s3, s4: the same with k17, k33, k49 in place of k1, and so on
/// </code>
/// Take two blocks of one length, and the last pair of words in which they differ: in m1, say, and m1'. Let all of the key be given but k2, which
/// goes with c = m1 + k1 in one block, and with c' = m1' + k1 in the other. From one k2 to another, e above it, the two products grow apart by
/// e(c - c'); or (e - 2^32)(c - c'), when both sums with k2 pass 2^32; or by ec + (2^32 - e)c', c and c' in either order, when just one does. None of
/// that is 0 mod 2^64. So the sums of products are a given distance apart for one k2 at most: with 2^-32. The word that is k2 for s2 lies further on in the key than all that
/// the distance of s1 depends on, as the blocks are the same after that pair; and so on. So the chances multiply: 2^-64 for two, 2^-128 for all.
/// </summary>
internal readonly struct BlockSums
{
    /// <summary>A block is looked at in pieces, the last of which may overlap with what is before it.</summary>
    public const int PieceSize = 64;

    public const int BlockSize = 16 * PieceSize;

    /// <summary>The bytes of a key: each sum begins a piece further on in it.</summary>
    public const int KeySize = BlockSize + (3 * PieceSize);

    private readonly Vector512<uint>[] _key;

    public BlockSums(ReadOnlySpan<byte> key) => _key = MemoryMarshal.Cast<byte, Vector512<uint>>(key).ToArray();

    /// <summary>
    /// The sums of a block: from one place of the text to another. Only its last piece may begin before it. Vectors that are none of the
    /// processor's would be slower than numbers.
    /// </summary>
    public (ulong S1, ulong S2, ulong S3, ulong S4) Of(ReadOnlySpan<byte> text, int start, int end)
        => Vector512.IsHardwareAccelerated ? Wide(text, start, end) : Narrow(text, start, end);

    /// <summary>Eight products at a time.</summary>
    public (ulong S1, ulong S2, ulong S3, ulong S4) Wide(ReadOnlySpan<byte> text, int start, int end)
    {
        Vector512<ulong> s1 = default;
        Vector512<ulong> s2 = default;
        Vector512<ulong> s3 = default;
        Vector512<ulong> s4 = default;
        int last = end - PieceSize;
        for (ReadOnlySpan<Vector512<uint>> key = _key; key.Length >= 4; key = key[1..])
        {
            Vector512<uint> piece = Vector512.Create(text[Math.Min(start, last)..]).AsUInt32();
            s1 += Products(piece + key[0]);
            s2 += Products(piece + key[1]);
            s3 += Products(piece + key[2]);
            s4 += Products(piece + key[3]);
            if (start >= last)
            {
                break;
            }

            start += PieceSize;
        }

        return (Vector512.Sum(s1), Vector512.Sum(s2), Vector512.Sum(s3), Vector512.Sum(s4));
    }

    /// <summary>The same without vectors.</summary>
    public (ulong S1, ulong S2, ulong S3, ulong S4) Narrow(ReadOnlySpan<byte> text, int start, int end)
    {
        (ulong s1, ulong s2, ulong s3, ulong s4) = (0, 0, 0, 0);
        int last = end - PieceSize;
        for (ReadOnlySpan<uint> key = MemoryMarshal.Cast<Vector512<uint>, uint>(_key); ; start += PieceSize)
        {
            ReadOnlySpan<uint> piece = MemoryMarshal.Cast<byte, uint>(text.Slice(Math.Min(start, last), PieceSize));
            while (piece.Length >= 2 && key.Length >= 50)
            {
                (uint m1, uint m2) = (piece[0], piece[1]);
                s1 += Math.BigMul(m1 + key[0], m2 + key[1]);
                s2 += Math.BigMul(m1 + key[16], m2 + key[17]);
                s3 += Math.BigMul(m1 + key[32], m2 + key[33]);
                s4 += Math.BigMul(m1 + key[48], m2 + key[49]);
                piece = piece[2..];
                key = key[2..];
            }

            if (start >= last)
            {
                return (s1, s2, s3, s4);
            }
        }
    }

    /// <summary>Of the words in each pair.</summary>
    private static Vector512<ulong> Products(Vector512<uint> words)
    {
        Vector512<ulong> pairs = words.AsUInt64();
        return (pairs & Vector512.Create<ulong>(uint.MaxValue)) * (pairs >>> 32);
    }
}
