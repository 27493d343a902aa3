namespace Bosh.AspNetCore;

/// <summary>How the connection to an XMPP server is encrypted. The certificate is always checked against the domain.</summary>
public enum UpstreamTls
{
    /// <summary>No encryption: for servers on the same machine or a network that is trusted.</summary>
    None,

    /// <summary>STARTTLS (RFC 6120, section 5) when the server offers it, else no encryption.</summary>
    StartTlsIfOffered,

    /// <summary>STARTTLS; a server that does not offer it is not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte (XEP-0368).</summary>
    Direct,
}
