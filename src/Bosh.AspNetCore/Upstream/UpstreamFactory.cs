using Bosh.AspNetCore.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Makes connections over TCP.</summary>
internal sealed class UpstreamFactory : IUpstreamFactory
{
    private readonly UpstreamSettings _settings;
    private readonly UpstreamConnector _connector;
    private readonly TimeProvider _time;
    private readonly ILogger<UpstreamLink> _logger;

    public UpstreamFactory(IOptions<BoshOptions> options, UpstreamConnector connector, TimeProvider time, ILogger<UpstreamLink> logger)
    {
        _settings = UpstreamSettings.Of(options.Value.Limits);
        _connector = connector;
        _time = time;
        _logger = logger;
    }

    public IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener)
        => new UpstreamLink(target, terms, listener, _connector, _settings, _time, _logger);
}
