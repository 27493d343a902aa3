using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Makes connections to servers that seem to take nothing of what is sent to them, though they do.</summary>
internal sealed class SlowUpstream : IUpstreamFactory
{
    private readonly IUpstreamFactory _factory;

    public SlowUpstream(IUpstreamFactory factory)
    {
        _factory = factory;
    }

    public IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener)
        => new Link(_factory.Open(target, terms, listener));

    private sealed class Link : IUpstreamLink
    {
        private readonly IUpstreamLink _link;

        public Link(IUpstreamLink link)
        {
            _link = link;
        }

        /// <summary>Above the mark by default.</summary>
        public long QueuedBytes => 300 * 1024;

        public Task Completion => _link.Completion;

        public void Send(ReadOnlyMemory<byte> elements) => _link.Send(elements);

        public void Restart(StreamTerms terms) => _link.Restart(terms);

        public void SetReading(bool reading) => _link.SetReading(reading);

        public void Close() => _link.Close();

        public void Abandon() => _link.Abandon();

        public void Flush() => _link.Flush();
    }
}
