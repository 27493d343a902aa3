namespace Bosh.AspNetCore;

/// <summary>
/// How the connection to an XMPP server is encrypted: with TLS 1.2 or 1.3, and the server's certificate checked against the domain, unless
/// <see cref="BoshDomain.ConfigureTls"/> has other checks.
/// </summary>
public enum UpstreamTls
{
    /// <summary>No encryption: for servers on the same machine or a network that is trusted.</summary>
    None,

    /// <summary>
    /// STARTTLS (RFC 6120, section 5) when the server offers it, else no encryption. It helps against those who listen, not against those who change what
    /// is sent: they can take the offer out.
    /// </summary>
    StartTlsIfOffered,

    /// <summary>STARTTLS; a server that does not offer it is not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte, with <c>xmpp-client</c> as its application protocol (XEP-0368).</summary>
    Direct,
}
