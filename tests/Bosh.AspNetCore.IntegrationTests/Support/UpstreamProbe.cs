using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Tells tests what has come from servers and reached its session: makes connections like the original.</summary>
internal sealed class UpstreamProbe : IUpstreamFactory
{
    private readonly IUpstreamFactory _factory;
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;
    private int _settled;

    public UpstreamProbe(IUpstreamFactory factory)
    {
        _factory = factory;
    }

    /// <summary>The number of elements that have come so far, whether sessions are done with them or not.</summary>
    public int Seen => Volatile.Read(ref _seen);

    public IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener)
        => _factory.Open(target, terms, new ProbedListener(listener, () => _opened.TrySetResult(), See, Settle, () => _closed.TrySetResult()));

    /// <summary>Waits until sessions are done with so many elements in all.</summary>
    public Task ReachAsync(int count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((count, reached));
        }

        Settle(0);
        return reached.Task.Soon();
    }

    /// <summary>Waits until a session has heard of a server's header.</summary>
    public Task OpenedAsync() => _opened.Task.Soon();

    /// <summary>Waits until a session has heard that its connection has ended.</summary>
    public Task ClosedAsync() => _closed.Task.Soon();

    private void See() => Interlocked.Increment(ref _seen);

    private void Settle(int count)
    {
        lock (_lock)
        {
            _settled += count;
            _waiting.FindAll(waiting => waiting.Count <= _settled).ForEach(waiting => waiting.Reached.TrySetResult());
        }
    }
}
