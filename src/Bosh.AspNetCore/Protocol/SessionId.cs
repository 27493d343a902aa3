using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// The session identifier (<c>sid</c>): 128 random bits, written as 32 hexadecimal digits. Who knows it holds the session, so it is never
/// logged; logs have a number that means nothing outside of them.
/// </summary>
/// <param name="Value">The random bits.</param>
internal readonly record struct SessionId(UInt128 Value)
{
    /// <summary>The length of a written identifier.</summary>
    public const int TextLength = 32;

    public static SessionId Create()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return new SessionId(BinaryPrimitives.ReadUInt128BigEndian(random));
    }

    /// <summary>Reads what <see cref="ToText"/> writes, and nothing else: an identifier has one form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SessionId id)
    {
        // The bytes of a number, because with a stackalloc here the compiler guards the stack of each caller that it inlines this into, at a cost for all of it.
        UInt128 value = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<UInt128>(ref value));
        bool isRead = text.Length == TextLength
            && !text.ContainsAnyInRange((byte)'A', (byte)'F')
            && Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
        id = isRead ? new SessionId(BinaryPrimitives.ReadUInt128BigEndian(bytes)) : default;
        return isRead;
    }

    public string ToText()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Not the identifier: that never gets into a log or an exception by accident.</summary>
    public override string ToString() => "(sid)";
}
