namespace Bosh.AspNetCore.Upstream;

/// <summary>A connection that has come to be.</summary>
/// <param name="Stream">What it carries; encrypted already with <see cref="UpstreamTls.Direct"/>.</param>
/// <param name="Server">The server.</param>
/// <param name="Tls">How it is, or is to be, encrypted.</param>
internal sealed record UpstreamConnection(Stream Stream, UpstreamEndPoint Server, UpstreamTls Tls);
