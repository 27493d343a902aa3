using Bosh.AspNetCore.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Makes connections over TCP.</summary>
internal sealed class UpstreamFactory : IUpstreamFactory
{
    private readonly UpstreamSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<UpstreamLink> _logger;

    public UpstreamFactory(IOptions<BoshOptions> options, TimeProvider time, ILogger<UpstreamLink> logger)
        : this(UpstreamSettings.Of(options.Value.Limits), time, logger)
    {
    }

    public UpstreamFactory(UpstreamSettings settings, TimeProvider time, ILogger<UpstreamLink> logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
    }

    public IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener)
        => new UpstreamLink(target, terms, listener, _settings, _time, _logger);
}
