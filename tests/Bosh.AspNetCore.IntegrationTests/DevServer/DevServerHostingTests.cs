using System.Net.Sockets;
using Bosh.DevServer;
using Microsoft.Extensions.Options;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

public sealed class DevServerHostingTests : DevServerTest
{
    [Fact]
    public async Task Added_server_is_the_upstream_of_its_domain_before_the_host_starts()
    {
        using var host = Host(services => services.AddXmppDevServer(options => options.Domain = "Example.com"));
        var domain = host.Services.GetRequiredService<IOptions<BoshOptions>>().Value.Domains["example.com"];
        var server = host.Services.GetRequiredService<XmppDevServer>();
        Assert.Equal("127.0.0.1", domain.Host);
        Assert.Equal(server.Port, domain.Port);
        Assert.Equal(UpstreamTls.None, domain.Tls);
        await using var client = await XmppTestClient.LoginAsync(server);
        Assert.EndsWith("@example.com", client.Jid.Split('/')[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Domain_that_is_configured_keeps_its_server(bool before)
    {
        using var host = Host(services =>
        {
            if (before)
            {
                Configure(services);
            }

            services.AddXmppDevServer();
            if (!before)
            {
                Configure(services);
            }
        });
        var domain = host.Services.GetRequiredService<IOptions<BoshOptions>>().Value.Domains["localhost"];
        Assert.Equal("xmpp.internal", domain.Host);
        Assert.Null(domain.Port);

        static void Configure(IServiceCollection services) =>
            services.Configure<BoshOptions>(options => options.Domains.Add("LOCALHOST", upstream => upstream.Host = "xmpp.internal"));
    }

    [Fact]
    public async Task Two_apps_have_servers_of_their_own()
    {
        using var one = Host(services => services.AddXmppDevServer());
        using var other = Host(services => services.AddXmppDevServer());
        var server = one.Services.GetRequiredService<XmppDevServer>();
        Assert.NotEqual(server.Port, other.Services.GetRequiredService<XmppDevServer>().Port);
        await using var client = await XmppTestClient.LoginAsync(server);
        Assert.Equal(client.Jid, Assert.Single(server.OnlineUsers));
        Assert.Empty(other.Services.GetRequiredService<XmppDevServer>().OnlineUsers);
    }

    [Fact]
    public void Adding_twice_adds_one_server_with_the_options_of_both()
    {
        using var host = Host(services => services
            .AddXmppDevServer(options => options.Accounts["juliet"] = Password)
            .AddXmppDevServer(options => options.Domain = "example.com"));
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<XmppDevServer>());
        Assert.Equal("example.com", host.Services.GetRequiredService<XmppDevServer>().Domain);
    }

    [Fact]
    public async Task Server_that_nobody_asked_for_starts_and_stops_with_the_host()
    {
        using var host = Host(services => services.AddXmppDevServer());
        await host.StartAsync().WaitAsync(XmppTestClient.Timeout);
        var server = host.Services.GetRequiredService<XmppDevServer>();
        await using var client = await XmppTestClient.LoginAsync(server);
        await using var early = await XmppTestClient.ConnectAsync(server);
        await early.OpenAsync(server.Domain);
        var stopping = host.StopAsync();
        Assert.Equal("system-shutdown", await client.ReadStreamErrorAsync());
        Assert.Equal("system-shutdown", await early.ReadStreamErrorAsync());
        await client.DisposeAsync();
        await early.DisposeAsync();
        await stopping.WaitAsync(XmppTestClient.Timeout);
        await Assert.ThrowsAnyAsync<SocketException>(() => XmppTestClient.ConnectAsync(server));
    }

    [Fact]
    public async Task Client_that_does_not_close_does_not_keep_the_host_from_stopping()
    {
        using var host = Host(services => services.AddXmppDevServer());
        await host.StartAsync().WaitAsync(XmppTestClient.Timeout);
        await using var client = await XmppTestClient.LoginAsync(host.Services.GetRequiredService<XmppDevServer>());
        using var stopTime = new CancellationTokenSource();
        var stopping = host.StopAsync(stopTime.Token);
        Assert.Equal("system-shutdown", await client.ReadStreamErrorAsync());
        await stopTime.CancelAsync();
        await stopping.WaitAsync(XmppTestClient.Timeout).ContinueWith(_ => { }, TaskScheduler.Default);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while (true)
            {
                await client.SendAsync(" ");
            }
        }).WaitAsync(XmppTestClient.Timeout);
    }

    [Fact]
    public async Task Disposing_without_stopping_closes_all()
    {
        var server = new XmppDevServer(new XmppDevServerOptions());
        await using var client = await XmppTestClient.LoginAsync(server);
        server.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(client.ReadEndAsync);
        await Assert.ThrowsAnyAsync<SocketException>(() => XmppTestClient.ConnectAsync(server));
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Disconnect_ends_all_streams_of_a_user_with_the_error()
    {
        await using var one = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await using var two = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await using var romeo = await XmppTestClient.LoginAsync(Server, "romeo", Password);
        var disconnecting = Server.DisconnectAsync("juliet@localhost", "reset");
        Assert.Equal("reset", await one.ReadStreamErrorAsync());
        Assert.Equal("reset", await two.ReadStreamErrorAsync());
        await one.DisposeAsync();
        await two.DisposeAsync();
        Assert.Equal(2, await disconnecting.WaitAsync(XmppTestClient.Timeout));
        Assert.Equal(romeo.Jid, Assert.Single(Server.OnlineUsers));
    }

    [Fact]
    public async Task Abort_cuts_the_connection_of_one_resource_without_a_word()
    {
        await using var witness = await XmppTestClient.EnterAsync(Server);
        await using var one = await XmppTestClient.EnterAsync(Server, "juliet", Password);
        await using var two = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await witness.ReadAsync();
        Assert.Equal(1, Server.Abort(one.Jid));
        await Assert.ThrowsAnyAsync<IOException>(one.ReadEndAsync);
        Assert.DoesNotContain("</stream:stream>", one.Received, StringComparison.Ordinal);
        Assert.Equal(one.Jid, From(await witness.ReadAsync()));
        await two.ExpectNothingAsync();
    }

    [Fact]
    public async Task Hooks_for_somebody_who_is_not_there_do_nothing()
    {
        Assert.Equal(0, Server.Abort("juliet@localhost"));
        Assert.Equal(0, await Server.DisconnectAsync("juliet@localhost", "reset").WaitAsync(XmppTestClient.Timeout));
        Assert.Throws<ArgumentException>(() => Server.Abort("@"));
    }

    [Theory]
    [InlineData("a@b", null, "x", "PLAIN", 10_000)]
    [InlineData("", null, "x", "PLAIN", 10_000)]
    [InlineData("a", "A", "x", "PLAIN", 10_000)]
    [InlineData("a", "", "x", "PLAIN", 10_000)]
    [InlineData("a", null, "x@a", "PLAIN", 10_000)]
    [InlineData("a", null, "", "PLAIN", 10_000)]
    [InlineData("a", null, "x", "DIGEST-MD5", 10_000)]
    [InlineData("a", null, "x", "PLAIN", 9_999)]
    public void Options_out_of_their_limits_are_refused(string domain, string? roomDomain, string user, string mechanism, int maxStanzaSize)
    {
        var options = new XmppDevServerOptions { Domain = domain, RoomDomain = roomDomain, MaxStanzaSize = maxStanzaSize };
        options.Accounts[user] = Password;
        options.Mechanisms.Clear();
        options.Mechanisms.Add(mechanism);
        Assert.Throws<ArgumentException>(() => new XmppDevServer(options));
    }

    private static IHost Host(Action<IServiceCollection> configure)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        configure(builder.Services);
        return builder.Build();
    }
}
