namespace Bosh.AspNetCore;

/// <summary>What the connection manager takes from clients and servers at most, so that nobody can make it use more than is named here.</summary>
public sealed class BoshLimits
{
    /// <summary>The sessions that exist at a time. Default 100,000. A request for one more is answered 503.</summary>
    public int MaxSessions { get; set; } = 100_000;

    /// <summary>
    /// The sessions of one client address at a time. Default 1,000. Addresses of the loopback interface are not counted: behind a
    /// proxy on the same machine all clients have them, unless the app uses forwarded headers.
    /// </summary>
    public int MaxSessionsPerAddress { get; set; } = 1_000;

    /// <summary>
    /// The streams that a session may have open at a time (XEP-0124, Multiple Streams), each with its own connection to a server. Default 1: then
    /// sessions have one stream without a name, and a later <c>to</c> is ignored, because some clients send it with every request. At most 100.
    /// </summary>
    public int MaxStreams { get; set; } = 1;

    /// <summary>
    /// The size of a request body in bytes, decompressed and in UTF-8. Default 1 MiB, at least 1 KiB. A larger one is a <c>bad-request</c>.
    /// </summary>
    public int MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>
    /// The size in bytes of one element from the server. Default 10 MiB, at least 10,000 (RFC 6120, section 13.12). A larger one
    /// ends the session with <c>remote-connection-failed</c>.
    /// </summary>
    public int MaxElementSize { get; set; } = 10 * 1024 * 1024;

    /// <summary>
    /// The size in bytes after which an answer takes no further element. Default 256 KiB, at least 1 KiB. A larger element goes alone.
    /// </summary>
    public int MaxAnswerSize { get; set; } = 256 * 1024;

    /// <summary>
    /// The bytes kept for a client that does not fetch them, above which nothing more is read from its server; and the bytes of answers kept
    /// for repeats. Default 1 MiB, at least 1 KiB.
    /// </summary>
    public int MaxOutboundBuffer { get; set; } = 1024 * 1024;

    /// <summary>
    /// The bytes kept for a server that does not take them, above which empty answers to the client are delayed. Default 256 KiB, at
    /// least 1 KiB. At sixteen times as many, or four times <see cref="MaxBodySize"/> if that is more, the session ends with
    /// <c>remote-connection-failed</c>.
    /// </summary>
    public int MaxUpstreamBuffer { get; set; } = 256 * 1024;

    /// <summary>How deep a client may nest elements. Default 64, at least 8, at most 1,000. Servers may always nest 1,000.</summary>
    public int MaxDepth { get; set; } = 64;

    /// <summary>The attributes of one element of a client. Default 64, at least 16, at most 1,000. Servers may always have 1,000.</summary>
    public int MaxAttributes { get; set; } = 64;

    /// <summary>The payload elements of one request body. Default 1,000.</summary>
    public int MaxElements { get; set; } = 1_000;

    /// <summary>
    /// The ended sessions that are remembered, so that their clients learn why they ended. Default 10,000.
    /// </summary>
    public int MaxTombstones { get; set; } = 10_000;

    /// <summary>
    /// How often a client may repeat one request before its session ends with <c>policy-violation</c> (XEP-0124, Broken Connections).
    /// Default 20.
    /// </summary>
    public int MaxRepeats { get; set; } = 20;
}
