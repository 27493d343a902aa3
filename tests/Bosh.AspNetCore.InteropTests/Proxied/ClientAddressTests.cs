using System.Net;
using System.Net.Sockets;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Proxied;

/// <summary>What others make of the PROXY protocol that we speak: they see the client's address and not the app's.</summary>
public sealed class ClientAddressTests : RealServerTest
{
    /// <summary>An address of this machine that the app does not use for connections of its own.</summary>
    private static readonly IPAddress ClientAddress = IPAddress.Parse("127.0.0.77");

    public ClientAddressTests(RealServers servers)
        : base(servers)
    {
    }

    [Theory]
    [InlineData(UpstreamProxyProtocol.V1)]
    [InlineData(UpstreamProxyProtocol.V2)]
    public async Task Ejabberd_sees_the_clients_address(UpstreamProxyProtocol version)
    {
        var server = (EjabberdServer)await ServerAsync(ServerKind.Ejabberd);
        var client = await CreateAsync(server, version, server.ProxyPort);
        await server.SaysAsync($"Accepted proxied connection {client} -> 127.0.0.1:");
    }

    [Theory]
    [InlineData(UpstreamProxyProtocol.V1)]
    [InlineData(UpstreamProxyProtocol.V2)]
    public async Task HAProxy_sees_the_clients_address(UpstreamProxyProtocol version)
    {
        var server = await ServerAsync(ServerKind.Prosody);
        await using var proxy = await HaProxy.StartAsync(server.Port);
        var client = await CreateAsync(server, version, proxy.Port);
        await proxy.SeesAsync(client);
    }

    /// <summary>Makes a session that comes as far as the server's features, and ends it.</summary>
    /// <returns>The address and port that its client had.</returns>
    private async Task<string> CreateAsync(XmppServer server, UpstreamProxyProtocol version, int port)
    {
        var app = RunInFrontOf(server, isOnSocket: true, options: options =>
        {
            options.Domains[RealServers.Domain].ProxyProtocol = version;
            options.Domains[RealServers.Domain].Port = port;
        });
        app.Start();
        var from = "";
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(ClientAddress, 0));
                await socket.ConnectAsync(app.EndPoint, cancellation);
                from = $"{socket.LocalEndPoint}";
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri($"http://{app.EndPoint}"),
        };
        var client = new BoshClient(http, app.Probe, "/http-bind");
        var creation = await client.CreateAsync(to: RealServers.Domain);
        Assert.NotEmpty(creation.Body.Descendants(Names.Sasl + "mechanism"));
        var address = from;
        Assert.StartsWith("127.0.0.77:", address, StringComparison.Ordinal);
        await client.TerminateAsync();
        return address;
    }
}
