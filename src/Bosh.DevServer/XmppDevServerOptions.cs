namespace Bosh.DevServer;

/// <summary>How the embedded XMPP server behaves. The defaults let everybody in, anonymously, at the domain <c>localhost</c>.</summary>
/// <remarks>The server takes a copy when it is constructed: later changes have no effect.</remarks>
public sealed class XmppDevServerOptions
{
    /// <summary>The domain that the server serves. Default <c>localhost</c>. Compared without regard to case.</summary>
    public string Domain { get; set; } = "localhost";

    /// <summary>The TCP port on 127.0.0.1. Default 0: any free one, which <see cref="XmppDevServer.Port"/> then tells; at most 65535.</summary>
    public int Port { get; set; }

    /// <summary>
    /// The domain of the group chat service (XEP-0045). Default null, which means <c>rooms.</c> in front of <see cref="Domain"/>. Every room
    /// name may be joined: a room is there as soon as somebody is in it, and forgotten when the last one leaves.
    /// </summary>
    public string? RoomDomain { get; set; }

    /// <summary>
    /// The accounts: user names (the part of the address before the <c>@</c>) and their passwords. Empty by default. User names are compared
    /// without regard to case. Passwords are kept as they are, in memory: this is a server for development.
    /// </summary>
    public IDictionary<string, string> Accounts { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether users may log in without an account (SASL ANONYMOUS) and get a random name. Default true.</summary>
    public bool AllowAnonymous { get; set; } = true;

    /// <summary>
    /// The SASL mechanisms that the server offers, in this order. Default: all that it knows, <c>SCRAM-SHA-256</c>, <c>SCRAM-SHA-1</c>,
    /// <c>PLAIN</c> and <c>ANONYMOUS</c> (which <see cref="AllowAnonymous"/> may take away). Others are refused.
    /// </summary>
    public IList<string> Mechanisms { get; } = ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "ANONYMOUS"];

    /// <summary>
    /// The greatest size of one stanza in bytes, give or take what the socket brings at a time. A bigger one ends its stream with
    /// <c>policy-violation</c>. Default 1 MiB; at least 10,000 (RFC 6120, section 13.12).
    /// </summary>
    public int MaxStanzaSize { get; set; } = 1024 * 1024;
}
