namespace Bosh.AspNetCore.Http;

/// <summary>The encodings that request bodies may have (XEP-0124, Session Creation Response: <c>charsets</c>).</summary>
internal enum TextEncoding : byte
{
    Utf8,

    /// <summary>Either of the next two: the text says which.</summary>
    Utf16,
    Utf16LittleEndian,
    Utf16BigEndian,
    Latin1,
}
