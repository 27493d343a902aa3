using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Makes connections to servers.</summary>
internal interface IUpstreamFactory
{
    /// <summary>Makes a connection, which begins with the first <see cref="IUpstreamLink.Flush"/>. What comes of it is told to the listener.</summary>
    IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener);
}
