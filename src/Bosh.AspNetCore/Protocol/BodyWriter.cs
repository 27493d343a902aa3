using System.Buffers;
using System.Globalization;
using System.Text;

namespace Bosh.AspNetCore.Protocol;

/// <summary>Writes an element into a pooled buffer: attributes with their values escaped, and bytes that are ready as they are.</summary>
internal sealed class BodyWriter : IDisposable
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("&<>'\t\r\n"u8);

    private byte[] _buffer;

    /// <param name="capacity">A guess of the size in bytes; more is taken as needed.</param>
    public BodyWriter(int capacity)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    }

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary> name='value'</summary>
    public void Attribute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Raw(" "u8);
        Raw(name);
        Raw("='"u8);
        Escape(value);
        Raw("'"u8);
    }

    /// <summary> name='value'</summary>
    public void Attribute(ReadOnlySpan<byte> name, string value)
    {
        int size = Encoding.UTF8.GetMaxByteCount(value.Length);
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(size);
        Attribute(name, utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, utf8)));
        ArrayPool<byte>.Shared.Return(utf8);
    }

    /// <summary> name='number'</summary>
    public void Attribute(ReadOnlySpan<byte> name, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        Attribute(name, digits[..length]);
    }

    /// <summary>Text as an attribute value in single quotes, or as the content of an element.</summary>
    public void Escape(ReadOnlySpan<byte> value)
    {
        while (true)
        {
            int special = value.IndexOfAny(Special);
            if (special < 0)
            {
                Raw(value);
                return;
            }

            Raw(value[..special]);
            Raw(value[special] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'\'' => "&apos;"u8,
                (byte)'\t' => "&#9;"u8,
                (byte)'\r' => "&#13;"u8,
                _ => "&#10;"u8,
            });
            value = value[(special + 1)..];
        }
    }

    /// <summary>Room for a number of bytes, to be written by the caller, who then calls <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_buffer.Length - Length < length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Length + length, _buffer.Length * 2));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(Length);
    }

    public void Advance(int length) => Length += length;

    /// <summary>What was written, in an array of its size.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(Length);
        _buffer.AsSpan(0, Length).CopyTo(bytes);
        return bytes;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }
}
