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

    /// <summary>The server asks how many stanzas have been handled (XEP-0198, Acks).</summary>
    AckRequest,

    /// <summary>The server says how many stanzas it has handled (XEP-0198, Acks).</summary>
    Acknowledgement,

    /// <summary>The server's answer to the wish for stream management: enabled, resumed or failed (XEP-0198, Enabling Stream Management).</summary>
    ManagementAnswer,
}
