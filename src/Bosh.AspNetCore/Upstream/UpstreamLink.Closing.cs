namespace Bosh.AspNetCore.Upstream;

/// <content>Step 3, when it is we who bring it about.</content>
internal sealed partial class UpstreamLink
{
    /// <summary>How long the server may take to close the stream once it has our end of it.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private static readonly byte[] StreamEndTag = "</stream:stream>"u8.ToArray();

    public void Close()
    {
        if (_queue.AddLast(StreamEndTag))
        {
            _closing = true;
            _gate.Set(open: true);
        }
    }

    public void Abandon()
    {
        if (_queue.AddLast(default))
        {
            _isAbandoned = true;
            _closing = true;
            _gate.Set(open: true);
        }
    }

    /// <summary>
    /// The server's end of the stream is answered by ours (RFC 6120, section 4.4), unless something waits before it: a server that has said its last word
    /// will not take that any more.
    /// </summary>
    private void AnswerEnd()
    {
        if (QueuedBytes == 0)
        {
            Close();
            Flush();
        }
    }

    /// <summary>
    /// A server that is behind has time to take what was queued: the last words of the client, and what tells others that it is gone. With our end of the
    /// stream, which comes last, it is given some for its own; then the connection is cut. When the stream is not to end it is cut at once.
    /// </summary>
    private async Task AbortWhenNotClosedAsync()
    {
        if (_isOpen && await IsDoneWithinAsync(_queue.WhenEmptyAsync(), StallTimeout) && !_isAbandoned)
        {
            await IsDoneWithinAsync(_run, CloseTimeout);
        }

        Abort();
    }

    private async Task<bool> IsDoneWithinAsync(Task task, TimeSpan limit)
    {
        if (!task.IsCompleted)
        {
            using var done = new CancellationTokenSource();
            await Task.WhenAny(task, Task.Delay(limit, _time, done.Token));
            await done.CancelAsync();
        }

        return task.IsCompleted;
    }

    /// <summary>Ends everything at once: an opening by its token, a connection by disposal, which makes a pending read fail.</summary>
    private void Abort()
    {
        _abort.Cancel();
        _stream?.Dispose();
    }
}
