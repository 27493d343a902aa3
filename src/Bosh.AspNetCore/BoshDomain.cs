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
    /// The servers that a client may choose beside <see cref="Host"/>, as <c>host:port</c>; an IPv6 address may have brackets. Any other is answered
    /// <c>host-unknown</c>. <see cref="Tls"/> and <see cref="ConnectTimeout"/> hold for them too.
    /// </summary>
    public IList<string> Routes { get; private set; } = [];

    /// <summary>
    /// How long connecting, encryption and the server's stream header may take together. Default 15 s, at least 1 s, at most 5 minutes. After
    /// it the client gets <c>remote-connection-failed</c>.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

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
        copy.Routes = [.. Routes];
        return copy;
    }
}
