using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Makes connections to servers.</summary>
internal interface IUpstreamFactory
{
    /// <summary>Begins to connect; what comes of it is told to the listener.</summary>
    IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener);
}
