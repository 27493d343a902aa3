namespace Bosh.AspNetCore.Upstream;

/// <summary>Why a connection to a server ended. For the client all are <c>remote-connection-failed</c>; the log tells them apart.</summary>
internal enum UpstreamEnd : byte
{
    /// <summary>We closed it.</summary>
    ClosedByUs,

    /// <summary>The server closed the stream.</summary>
    ClosedByServer,

    /// <summary>The connection broke, or the server closed it without closing the stream.</summary>
    Lost,

    /// <summary>No connection: refused, unreachable, or no such name.</summary>
    ConnectFailed,

    /// <summary>No connection, or no stream header, within the time that the domain allows.</summary>
    TimedOut,

    /// <summary>TLS is required and the server does not offer it.</summary>
    TlsNotOffered,

    /// <summary>TLS is required, and the server refused the stream with an error before it was there.</summary>
    Refused,

    /// <summary>The TLS handshake failed, most often because of the server's certificate.</summary>
    TlsFailed,

    /// <summary>The server sent something that is no XMPP stream, or not well-formed.</summary>
    InvalidXml,

    /// <summary>The server sent an element above the limit.</summary>
    ElementTooLarge,

    /// <summary>The server takes nothing.</summary>
    Stalled,
}
