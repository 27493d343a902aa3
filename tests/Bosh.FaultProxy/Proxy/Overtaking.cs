using System.Text;

namespace Bosh.FaultProxy.Proxy;

/// <summary>Lets a request be overtaken by one of the same session on another connection.</summary>
internal sealed class Overtaking
{
    private readonly Lock _lock = new();
    private readonly List<(object Connection, string Session, TaskCompletionSource Overtaken)> _waiting = [];

    /// <summary>The requests that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>The session that a request belongs to; null when it says none, as the one that creates a session.</summary>
    public static string? SessionOf(ReadOnlySpan<byte> request)
    {
        ReadOnlySpan<byte> name = " sid="u8;
        int at = request.IndexOf(name);
        if (at < 0 || request.Length <= at + name.Length)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = request[(at + name.Length + 1)..];
        int end = rest.IndexOf(request[at + name.Length]);
        return end < 0 ? null : Encoding.ASCII.GetString(rest[..end]);
    }

    /// <returns>Whether the request was overtaken in time.</returns>
    public async Task<bool> WaitAsync(object connection, string session, TimeSpan limit, CancellationToken cancellationToken)
    {
        var overtaken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((connection, session, overtaken));
        }

        await Task.WhenAny(overtaken.Task, Task.Delay(limit, cancellationToken));
        lock (_lock)
        {
            _waiting.RemoveAll(waiting => waiting.Overtaken == overtaken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return overtaken.Task.IsCompleted;
    }

    /// <summary>A request has passed.</summary>
    public void Passed(object connection, string session)
    {
        lock (_lock)
        {
            foreach ((object other, string theirs, TaskCompletionSource overtaken) in _waiting)
            {
                if (other != connection && string.Equals(theirs, session, StringComparison.Ordinal))
                {
                    overtaken.TrySetResult();
                }
            }
        }
    }
}
