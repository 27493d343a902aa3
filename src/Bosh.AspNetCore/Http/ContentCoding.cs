namespace Bosh.AspNetCore.Http;

/// <summary>The content codings that we can do and undo (RFC 9110, section 8.4.1).</summary>
internal enum ContentCoding : byte
{
    Gzip,

    /// <summary>DEFLATE in the zlib format; some clients leave the format out.</summary>
    Deflate,
    Brotli,
}
