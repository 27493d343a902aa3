using System.Net;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Finds the servers that the settings of a domain name.</summary>
internal sealed class ConfiguredResolver : IUpstreamResolver
{
    private const int ClientPort = 5222;
    private const int DirectTlsPort = 5223;

    public ValueTask<IReadOnlyList<UpstreamEndPoint>> ResolveAsync(string domain, BoshDomain settings, CancellationToken cancellationToken)
        => ValueTask.FromResult(ServersOf(domain, settings));

    /// <summary>The servers of a domain, with the defaults filled in.</summary>
    public static IReadOnlyList<UpstreamEndPoint> ServersOf(string domain, BoshDomain settings)
    {
        if (settings.Servers.Count > 0)
        {
            return [.. Parse(settings.Servers)];
        }

        string host = string.IsNullOrEmpty(settings.Host) ? domain : settings.Host;
        return [new UpstreamEndPoint(host, settings.Port ?? (settings.Tls == UpstreamTls.Direct ? DirectTlsPort : ClientPort))];
    }

    /// <summary>Reads a list of <c>host:port</c>. What is none of them is left out: the validator has complained of it.</summary>
    public static IEnumerable<UpstreamEndPoint> Parse(IEnumerable<string> servers)
        => servers.Select(RouteAddress.ParseServer).OfType<RouteAddress>().Select(server => new UpstreamEndPoint(server.Host, server.Port));

    /// <summary>How the connection to a server is encrypted.</summary>
    public static UpstreamTls TlsOf(UpstreamEndPoint server, BoshDomain settings)
        => server.Tls ?? settings.Tls ?? (IsLoopback(server.Host) ? UpstreamTls.None : UpstreamTls.StartTls);

    private static bool IsLoopback(string host)
        => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
