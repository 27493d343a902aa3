using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Makes connections like the original, and tells how much waits for the server, and whether it is read from.</summary>
internal sealed class MeasuredUpstream : IUpstreamFactory
{
    private readonly IUpstreamFactory _factory;
    private readonly long _mark;
    private readonly TaskCompletionSource _long = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _mostQueued;

    public MeasuredUpstream(IUpstreamFactory factory, long mark)
    {
        _factory = factory;
        _mark = mark;
    }

    /// <summary>The most bytes that have waited for a server.</summary>
    public long MostQueued => Interlocked.Read(ref _mostQueued);

    /// <summary>Completes when more than the mark waits for a server.</summary>
    public Task LongAsync() => _long.Task.Soon();

    /// <summary>Completes when a server is no longer read from.</summary>
    public Task StoppedAsync() => _stopped.Task.Soon();

    public IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener)
        => new Link(this, _factory.Open(target, terms, listener));

    private void Queued(long bytes)
    {
        InterlockedMax(bytes);
        if (bytes > _mark)
        {
            _long.TrySetResult();
        }
    }

    private void InterlockedMax(long bytes)
    {
        for (long seen = MostQueued; bytes > seen;)
        {
            long before = Interlocked.CompareExchange(ref _mostQueued, bytes, seen);
            if (before == seen)
            {
                break;
            }

            seen = before;
        }
    }

    private sealed class Link : IUpstreamLink
    {
        private readonly MeasuredUpstream _owner;
        private readonly IUpstreamLink _link;

        public Link(MeasuredUpstream owner, IUpstreamLink link)
        {
            _owner = owner;
            _link = link;
        }

        public long QueuedBytes => _link.QueuedBytes;

        public Task Completion => _link.Completion;

        public void Send(ReadOnlyMemory<byte> elements)
        {
            _link.Send(elements);
            _owner.Queued(_link.QueuedBytes);
        }

        public void Restart(StreamTerms terms) => _link.Restart(terms);

        public void SetReading(bool reading)
        {
            _link.SetReading(reading);
            if (!reading)
            {
                _owner._stopped.TrySetResult();
            }
        }

        public void Close() => _link.Close();

        public void Abandon() => _link.Abandon();

        public void Flush() => _link.Flush();
    }
}
