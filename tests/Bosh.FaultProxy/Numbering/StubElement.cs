namespace Bosh.FaultProxy.Numbering;

/// <summary>
/// One top-level element, or a tag that stands alone. It is found by its name, without parsing: our clients and servers write no
/// '&gt;' in attributes, and nest no element in one of the same name.
/// </summary>
internal readonly ref struct StubElement
{
    private StubElement(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        Name = name;
        Bytes = bytes;
    }

    /// <summary>The name with its prefix; that of an end tag begins with a slash.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Takes the next element off the front of what has come.</summary>
    /// <returns>False when it is not complete, or there is none.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> text, out StubElement element)
    {
        element = default;
        int start = text.IndexOf((byte)'<');
        int tagEnd = text.IndexOf((byte)'>');
        if (start < 0 || tagEnd < start)
        {
            return false;
        }

        ReadOnlySpan<byte> tag = text[(start + 1)..tagEnd];
        int nameEnd = tag[1..].IndexOfAny((byte)' ', (byte)'/') + 1;
        ReadOnlySpan<byte> name = nameEnd == 0 ? tag : tag[..nameEnd];
        int end = tagEnd + 1;
        if (!StandsAlone(name) && tag[^1] != '/')
        {
            Span<byte> endTag = stackalloc byte[name.Length + 3];
            "</"u8.CopyTo(endTag);
            name.CopyTo(endTag[2..]);
            endTag[^1] = (byte)'>';
            int at = text[end..].IndexOf(endTag);
            if (at < 0)
            {
                return false;
            }

            end += at + endTag.Length;
        }

        element = new StubElement(name, text[start..end]);
        text = text[end..];
        return true;
    }

    /// <summary>The value of an attribute; empty when there is none.</summary>
    /// <param name="start">A space, the name and the sign of equality.</param>
    public ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> start)
    {
        int at = Bytes.IndexOf(start);
        if (at < 0)
        {
            return [];
        }

        ReadOnlySpan<byte> rest = Bytes[(at + start.Length)..];
        return rest[1..(rest[1..].IndexOf(rest[0]) + 1)];
    }

    /// <summary>The stream's tags, an XML declaration, and the body elements that a bare relay sends as they are.</summary>
    private static bool StandsAlone(ReadOnlySpan<byte> name)
        => name[0] is (byte)'/' or (byte)'?' || name.SequenceEqual("stream:stream"u8) || name.SequenceEqual("body"u8);
}
