namespace Bosh.AspNetCore.Protocol;

/// <summary>What an element from the server is, as far as that matters for its way to the client.</summary>
internal enum ElementKind : byte
{
    /// <summary>A stanza, a SASL element, or anything else: relayed as it is.</summary>
    Payload,

    /// <summary>Stream features: relayed without those that only work end to end.</summary>
    Features,

    /// <summary>A stream error: the last element of a stream.</summary>
    StreamError,

    /// <summary>The server is ready for TLS (RFC 6120, section 5.4.2.3). Never relayed.</summary>
    TlsProceed,

    /// <summary>The server cannot do TLS (RFC 6120, section 5.4.2.2). Never relayed.</summary>
    TlsFailure,
}
