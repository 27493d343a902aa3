using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// The marks that begin and end tags, attribute values and texts. They come every few bytes: finding all of a block at once is much faster than a
/// search for the next one.
/// <code>
/// &lt;a x='1'&gt;text&lt;/a&gt;
/// 1    1 11    1  1     the bits that are set, the first of the lowest value
/// </code>
/// </summary>
internal static class XmlMarks
{
    /// <summary>The bytes of a block.</summary>
    public const int BlockSize = 64;

    /// <summary>A bit for each &lt;, &gt;, " and ' of the first block, which may be a short one.</summary>
    public static ulong Find(ReadOnlySpan<byte> bytes)
    {
        Vector512<byte> block = bytes.Length >= BlockSize ? Vector512.Create(bytes) : Pad(bytes);
        return (AngleBrackets(block)
            | Vector512.Equals(block, Vector512.Create((byte)'"'))
            | Vector512.Equals(block, Vector512.Create((byte)'\''))).ExtractMostSignificantBits();
    }

    /// <summary>A bit for each of them, and for each byte that is more than it seems: ampersands, tabs and line ends.</summary>
    /// <param name="text">A text without characters that XML forbids.</param>
    /// <param name="start">The place in it at which the block begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong FindWithEscapes(ReadOnlySpan<byte> text, int start)
    {
        // A block that is not whole is read so that it ends with the text, and what stands before it is shifted out.
        int last = text.Length - BlockSize;
        return start <= last ? FindWithEscapes(Vector512.Create(text[start..]))
            : last >= 0 ? FindWithEscapes(Vector512.Create(text[last..])) >> (start - last)
            : FindInShort(text, start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FindWithEscapes(Vector512<byte> block)
        => (AngleBrackets(block)
            | Vector512.Equals(block, Vector512.Create((byte)'"'))
            | Vector512.Equals(block & Vector512.Create((byte)0b1111_1110), Vector512.Create((byte)'&'))        // & and '
            | Vector512.LessThan(block, Vector512.Create((byte)' '))).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> AngleBrackets(Vector512<byte> block)
        => Vector512.Equals(block & Vector512.Create((byte)0b1111_1101), Vector512.Create((byte)'<'));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong FindInShort(ReadOnlySpan<byte> text, int start)
        => FindWithEscapes(Pad(text[start..])) & ((1UL << (text.Length - start)) - 1);

    private static Vector512<byte> Pad(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[BlockSize];
        padded.Clear();
        bytes.CopyTo(padded);
        return Vector512.Create<byte>(padded);
    }
}
