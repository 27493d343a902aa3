using System.Net;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Sessions;

/// <summary>How a request for a session came to us, as far as it matters for the session.</summary>
/// <param name="Address">The address of the client, if it is known.</param>
/// <param name="IsProxied">Whether the request says that it came through a proxy.</param>
internal sealed record Arrival(IPAddress? Address, bool IsProxied)
{
    /// <summary>The ends of the connection that it came over; null when it has no addresses.</summary>
    public ClientEnds? Ends { get; init; }

    /// <summary>Whether it came over TLS (XEP-0124, Connection Between Client and BOSH Service).</summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether it came in Script Syntax (XEP-0252).</summary>
    public bool IsScript { get; init; }

    /// <summary>The thumbprint of the certificate that the client showed; null when it showed none.</summary>
    public string? Certificate { get; init; }
}
