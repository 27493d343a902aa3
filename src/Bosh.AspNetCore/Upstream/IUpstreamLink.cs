using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// A connection to a server, as a session sees it. Everything but <see cref="Flush"/> only changes state or enqueues, and may be called
/// under a lock.
/// </summary>
internal interface IUpstreamLink
{
    /// <summary>The bytes that wait to be taken by the server.</summary>
    long QueuedBytes { get; }

    /// <summary>Completes when the connection has ended.</summary>
    Task Completion { get; }

    /// <summary>Puts complete elements, or none, into the queue.</summary>
    void Send(ReadOnlyMemory<byte> elements);

    /// <summary>Begins a new stream on the same connection (XEP-0206, Authentication and Resource Binding).</summary>
    void Restart(StreamTerms terms);

    /// <summary>Whether more is to be read from the server. While it is not, TCP stops the server.</summary>
    void SetReading(bool reading);

    /// <summary>Ends the stream in good order after what is queued, and the connection with it.</summary>
    void Close();

    /// <summary>
    /// Ends the connection after what is queued, and leaves the stream as it is: the server keeps it for the client to resume (XEP-0198).
    /// </summary>
    void Abandon();

    /// <summary>Sets to work: connects, the first time, and sends what is queued. Not to be called under a lock.</summary>
    void Flush();
}
