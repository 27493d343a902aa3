using System.Net;
using Bosh.AspNetCore.IntegrationTests.DevServer;
using Bosh.AspNetCore.IntegrationTests.Support;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>A test with apps of its own in front of the real servers.</summary>
public abstract class RealServerTest : BoshTest
{
    private readonly RealServers _servers;

    protected RealServerTest(RealServers servers) => _servers = servers;

    /// <inheritdoc cref="ServedDomain.KeepsMessages" path="/summary"/>
    private protected Task<XmppServer> ServerAsync(ServerKind kind, bool keepsMessages = false) => _servers.GetAsync(kind, keepsMessages);

    /// <summary>An app with the middleware alone, in front of a server.</summary>
    private protected BoshApp RunInFrontOf(
        XmppServer server,
        ManualTimeProvider? time = null,
        bool isOnSocket = false,
        Action<BoshOptions>? options = null,
        Action<WebApplication>? pipeline = null)
        => Run(new BoshApp
        {
            Domains = domains => Serve(domains, server),
            Options = options,
            Time = time,
            IsOnSocket = isOnSocket,
            Pipeline = pipeline ?? (app => app.UseBosh()),
        });

    /// <summary>A client that has logged in over TCP, past the middleware.</summary>
    private protected async Task<XmppTestClient> LogInDirectlyAsync(XmppServer server, string user)
    {
        var client = await XmppTestClient.LoginAsync(
            new IPEndPoint(IPAddress.Loopback, server.PortOf(server.Domains[0])), RealServers.Domain, user, RealServers.Password);
        Use(client);
        return client;
    }

    private static void Serve(BoshDomains domains, XmppServer server) => domains.Add(RealServers.Domain, upstream =>
    {
        upstream.Host = "127.0.0.1";
        upstream.Port = server.PortOf(server.Domains[0]);
        upstream.Tls = UpstreamTls.None;
    });
}
