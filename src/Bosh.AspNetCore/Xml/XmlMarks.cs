using System.Runtime.Intrinsics;

namespace Bosh.AspNetCore.Xml;

/// <summary>
/// The four marks that begin and end tags and attribute values. They come every few bytes: finding all of a block at once is much
/// faster than a search for the next one.
/// <code>
/// &lt;a x='1'&gt;text&lt;/a&gt;
/// 1    1 11    1  1     the bits that are set, the first of the lowest value
/// </code>
/// </summary>
internal static class XmlMarks
{
    /// <summary>The bytes of a block.</summary>
    public static readonly int BlockSize = Vector512<byte>.Count;

    /// <summary>A bit for each byte of the first block, which may be a short one.</summary>
    public static ulong Find(ReadOnlySpan<byte> bytes)
    {
        Vector512<byte> block = bytes.Length >= Vector512<byte>.Count ? Vector512.Create(bytes) : Pad(bytes);
        return (Vector512.Equals(block, Vector512.Create((byte)'<'))
            | Vector512.Equals(block, Vector512.Create((byte)'>'))
            | Vector512.Equals(block, Vector512.Create((byte)'"'))
            | Vector512.Equals(block, Vector512.Create((byte)'\''))).ExtractMostSignificantBits();
    }

    private static Vector512<byte> Pad(ReadOnlySpan<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[Vector512<byte>.Count];
        padded.Clear();
        bytes.CopyTo(padded);
        return Vector512.Create<byte>(padded);
    }
}
