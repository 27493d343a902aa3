using System.Net;

namespace Bosh.AspNetCore.Upstream;

/// <summary>The two ends of the HTTP connection that a client has asked for its stream over.</summary>
/// <param name="Client">The client's.</param>
/// <param name="Ours">Ours; null when it is not known.</param>
internal sealed record ClientEnds(IPEndPoint Client, IPEndPoint? Ours);
