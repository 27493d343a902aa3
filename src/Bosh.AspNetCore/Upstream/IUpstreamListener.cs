using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// What happens on a connection to a server. The calls come from one thread at a time, in the order of the events, but for
/// <see cref="OnDrained"/>; and never under a lock.
/// </summary>
internal interface IUpstreamListener
{
    /// <summary>The server has begun a stream: the first, or a restarted one.</summary>
    void OnOpened(StreamHeader header);

    /// <summary>An element of the stream. It is valid during the call alone.</summary>
    void OnElement(scoped in ServerElement element);

    /// <summary>All elements that had come have been given: now is the time to answer.</summary>
    void OnBatchEnd();

    /// <summary>The server has taken so much that the queue is short again. May come from any thread, and from inside of <see cref="IUpstreamLink.Flush"/>.</summary>
    void OnDrained();

    /// <summary>The connection is gone, or never came to be. The last call.</summary>
    void OnClosed(UpstreamEnd end);
}
