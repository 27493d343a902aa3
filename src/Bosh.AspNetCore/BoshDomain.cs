using System.Net.Security;

namespace Bosh.AspNetCore;

/// <summary>One domain, and the XMPP server that serves it.</summary>
public sealed class BoshDomain
{
    /// <summary>
    /// The name or address of the server. Default: the domain itself. All addresses of a name are tried, IPv6 and IPv4 by turns. For more than one
    /// server there is <see cref="Servers"/>.
    /// </summary>
    public string? Host { get; set; }

    /// <summary>The TCP port of the server. Default 5222, or 5223 with <see cref="UpstreamTls.Direct"/>.</summary>
    public int? Port { get; set; }

    /// <summary>
    /// The servers of the domain, as <c>host:port</c>, an IPv6 address in brackets: each connection goes to the first that takes it.
    /// The next is tried when one is not there, takes too long (<see cref="AttemptTimeout"/>), cannot be encrypted as it is to be, or begins no stream. Empty by
    /// default: then there is one, at <see cref="Host"/> and <see cref="Port"/>. It is one or the other: both are refused.
    /// </summary>
    public IList<string> Servers { get; private set; } = [];

    /// <summary>
    /// How the connection to the server is encrypted (XEP-0124, Connection Between BOSH Service and Application). Default:
    /// <see cref="UpstreamTls.None"/> for <c>localhost</c> and loopback addresses, <see cref="UpstreamTls.StartTls"/> for anything else.
    /// </summary>
    public UpstreamTls? Tls { get; set; }

    /// <summary>
    /// Changes how TLS is spoken with the servers of the domain: own checks of their certificates, such as pinning or authorities of one's own, and
    /// certificates that we show. Null by default: then the certificate must come from an authority that the machine trusts, and be for the domain
    /// (RFC 6120, section 13.7). Called before each handshake with options of its own, in which <c>TargetHost</c> is the domain; of
    /// <c>EnabledSslProtocols</c> TLS 1.2 and 1.3 alone are ever spoken. When it throws, the connection fails. Cannot be set by configuration.
    /// </summary>
    /// <example><code>
    /// domain.ConfigureTls = tls =&gt; tls.RemoteCertificateValidationCallback =
    ///     (_, certificate, _, _) =&gt; certificate?.GetCertHashString(HashAlgorithmName.SHA256) == fingerprint;
    /// </code></example>
    public Action<SslClientAuthenticationOptions>? ConfigureTls { get; set; }

    /// <summary>
    /// After how long without a word from us a space is sent to the server, so that nobody on the way forgets the connection, and the server knows that
    /// we are there (RFC 6120, section 4.6.1). It begins when the client has logged in. Default zero, which means never; else at least 1 s, at most
    /// 1 hour. Either way TCP itself asks after a quiet minute whether the server is there.
    /// </summary>
    public TimeSpan KeepAlive { get; set; }

    /// <summary>
    /// Whether the server is told the address and port of each client, by the PROXY protocol, before anything else is said. The server must be set
    /// to expect it. Default <see cref="UpstreamProxyProtocol.None"/>. It is the address of the request for the session, as the app's forwarded
    /// headers have it; the other end is ours of that connection. Clients without an address, as over a Unix socket, are <c>UNKNOWN</c> in version 1,
    /// and the connection is <c>LOCAL</c> in version 2.
    /// </summary>
    public UpstreamProxyProtocol ProxyProtocol { get; set; }

    /// <summary>
    /// Whether the domain is no longer served: requests for sessions are answered <c>host-gone</c> (XEP-0124, Terminal Binding Conditions). Default
    /// false.
    /// </summary>
    public bool Gone { get; set; }

    /// <summary>
    /// Whether a client may choose the server, among <see cref="Routes"/> (<c>route</c>, XEP-0124, Session Creation Request). Default false: then
    /// what it says is ignored, because several clients always say something that means nothing.
    /// </summary>
    public bool AllowRoute { get; set; }

    /// <summary>
    /// The servers that a client may choose beside those of the domain, as <c>host:port</c>; an IPv6 address may have brackets. Any other is answered
    /// <c>host-unknown</c>. <see cref="Tls"/> and <see cref="ConnectTimeout"/> hold for them too.
    /// </summary>
    public IList<string> Routes { get; private set; } = [];

    /// <summary>
    /// How long connecting, encryption, the server's stream header and its features may take together. Default 15 s, at least 1 s, at most 5 minutes. After
    /// it the client gets <c>remote-connection-failed</c>.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long one address may take until its server has begun the stream, encrypted as it is to be, before the next is tried; and how long a name may
    /// take to be looked up. The last one has what is left of <see cref="ConnectTimeout"/>. Default 4 s, in which a lost packet is sent twice more; at
    /// least 100 ms, at most 5 minutes.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// Whether stream management (XEP-0198) is used with the server where it is offered and the client does not use it itself: then what a client
    /// that goes away has not confirmed is kept by the server, which stores it, or sends it back, as it does for other clients. Without it
    /// senders get the errors of XEP-0206, and what was on its way when a connection broke is lost. Default true.
    /// </summary>
    public bool StreamManagement { get; set; } = true;

    /// <summary>The same settings, to be changed for one session.</summary>
    internal BoshDomain Copy()
    {
        var copy = (BoshDomain)MemberwiseClone();
        copy.Servers = [.. Servers];
        copy.Routes = [.. Routes];
        return copy;
    }
}
