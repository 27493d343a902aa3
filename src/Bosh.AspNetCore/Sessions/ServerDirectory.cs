using System.Net;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;
using Microsoft.Extensions.Options;

namespace Bosh.AspNetCore.Sessions;

/// <summary>Which server a stream goes to: what the options say, whatever the client asks for (design, invariant 15).</summary>
internal sealed class ServerDirectory
{
    private const string Xmpp = "xmpp";

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

        return domain.AllowRoute && route is not null ? FindRoute(to, domain, route, out server) : Found(domain, out server);
    }

    /// <summary>Whether the options know a domain, be it served or gone.</summary>
    public bool Contains(string domain) => _domains.ContainsKey(domain);

    /// <summary>Reads an entry of <see cref="BoshDomain.Routes"/>.</summary>
    public static RouteAddress? ParseEntry(string entry) => RouteAddress.Parse($"{Xmpp}:{entry}");

    private static Condition FindRoute(string to, BoshDomain domain, string route, out BoshDomain? server)
    {
        server = null;
        if (RouteAddress.Parse(route) is not RouteAddress asked)
        {
            return Condition.ImproperAddressing;
        }

        if (!string.Equals(asked.Protocol, Xmpp, StringComparison.OrdinalIgnoreCase))
        {
            return Condition.HostUnknown;
        }

        UpstreamTarget target = UpstreamTarget.Of(to, domain);
        if (asked.Port == target.Port && IsSameHost(asked.Host, target.Host))
        {
            return Found(domain, out server);
        }

        foreach (string entry in domain.Routes)
        {
            if (ParseEntry(entry) is RouteAddress allowed && allowed.Port == asked.Port && IsSameHost(allowed.Host, asked.Host))
            {
                // The address is the entry's: what the client wrote is only compared.
                server = domain.Copy();
                server.Host = allowed.Host;
                server.Port = allowed.Port;
                return Condition.None;
            }
        }

        return Condition.HostUnknown;
    }

    private static Condition Found(BoshDomain domain, out BoshDomain? server)
    {
        server = domain;
        return Condition.None;
    }

    private static bool IsSameHost(string a, string b)
        => string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(a, out IPAddress? first) && IPAddress.TryParse(b, out IPAddress? second) && first.Equals(second));
}
