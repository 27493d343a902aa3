using System.Net;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;
using Microsoft.Extensions.Options;

namespace Bosh.AspNetCore.Sessions;

/// <summary>Which server a stream goes to: what the options say, whatever the client asks for (design, invariant 15).</summary>
internal sealed class ServerDirectory
{
    private readonly BoshDomains _domains;

    public ServerDirectory(IOptions<BoshOptions> options)
    {
        _domains = options.Value.Domains;
    }

    /// <summary>Finds the server.</summary>
    /// <param name="to">The domain.</param>
    /// <param name="route">The host and port that the client names, if it does.</param>
    /// <param name="server">The server; null when there is none.</param>
    /// <returns>Why there is none.</returns>
    public Condition Find(string? to, string? route, out BoshDomain? server)
    {
        server = null;
        if (string.IsNullOrEmpty(to))
        {
            return Condition.ImproperAddressing;
        }

        if (!_domains.TryGetValue(to, out BoshDomain? domain))
        {
            return Condition.HostUnknown;
        }

        if (domain.Gone)
        {
            return Condition.HostGone;
        }

        if (domain.AllowRoute && route is not null)
        {
            return FindRoute(to, domain, route, out server);
        }

        server = domain;
        return Condition.None;
    }

    /// <summary>Whether the options know a domain, be it served or gone.</summary>
    public bool Contains(string domain) => _domains.ContainsKey(domain);

    private static Condition FindRoute(string to, BoshDomain domain, string route, out BoshDomain? server)
    {
        server = null;
        if (RouteAddress.Parse(route) is not RouteAddress asked)
        {
            return Condition.ImproperAddressing;
        }

        if (asked.IsXmpp && Allowed(to, domain).FirstOrDefault(a => a.Port == asked.Port && IsSameHost(a.Host, asked.Host)) is UpstreamEndPoint allowed)
        {
            // The address is that of the settings: what the client wrote is only compared.
            server = domain.Copy();
            server.Servers.Clear();
            server.Host = allowed.Host;
            server.Port = allowed.Port;
            return Condition.None;
        }

        return Condition.HostUnknown;
    }

    /// <summary>The servers of the domain, and those that are for routes alone.</summary>
    private static IEnumerable<UpstreamEndPoint> Allowed(string to, BoshDomain domain)
        => ConfiguredResolver.ServersOf(to, domain).Concat(ConfiguredResolver.Parse(domain.Routes));

    private static bool IsSameHost(string a, string b)
        => string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(a, out IPAddress? first) && IPAddress.TryParse(b, out IPAddress? second) && first.Equals(second));
}
