namespace Bosh.AspNetCore;

/// <summary>One domain, and the XMPP server that serves it.</summary>
public sealed class BoshDomain
{
    /// <summary>The name or address of the server. Default: the domain itself.</summary>
    public string? Host { get; set; }

    /// <summary>The TCP port of the server. Default 5222, or 5223 with <see cref="UpstreamTls.Direct"/>.</summary>
    public int? Port { get; set; }

    /// <summary>
    /// How the connection to the server is encrypted (XEP-0124, Connection Between BOSH Service and Application). Default:
    /// <see cref="UpstreamTls.None"/> for <c>localhost</c> and loopback addresses, <see cref="UpstreamTls.StartTls"/> for anything else.
    /// </summary>
    public UpstreamTls? Tls { get; set; }

    /// <summary>
    /// How long connecting, encryption and the server's stream header may take together. Default 15 s, at least 1 s, at most 5 minutes. After
    /// it the client gets <c>remote-connection-failed</c>.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
