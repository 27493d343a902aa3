using System.Net;
using Bosh.AspNetCore;
using Microsoft.Extensions.Options;

namespace Bosh.DevServer;

/// <summary>
/// Makes the server the upstream of its domain. It runs after every other configuration, whatever the order of the calls in the app, so that a
/// domain with a server of its own keeps it. Asking for the server here opens its port: options are read before hosted services start.
/// </summary>
internal sealed class DevServerUpstream : IPostConfigureOptions<BoshOptions>
{
    private readonly XmppDevServer _server;

    public DevServerUpstream(XmppDevServer server) => _server = server;

    public void PostConfigure(string? name, BoshOptions options) => options.Domains.TryAdd(_server.Domain, new BoshDomain
    {
        Host = IPAddress.Loopback.ToString(),
        Port = _server.Port,
        Tls = UpstreamTls.None,
    });
}
