using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Tls;

/// <summary>XEP-0124, Connection Between BOSH Service and Application: which servers we believe, and what the operator hears of the others.</summary>
public sealed class ServerTlsTests : BoshTest, IClassFixture<TlsServers>
{
    private readonly TlsServers _servers;

    public ServerTlsTests(TlsServers servers) => _servers = servers;

    [Theory]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Prosody, UpstreamTls.Direct)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.Direct)]
    public async Task Server_with_the_right_certificate_is_used(ServerKind kind, UpstreamTls tls)
    {
        var app = await RunAsync(kind, TlsServers.Right, tls);

        // The server lets nobody log in who is not encrypted.
        await AssertWorksAsync(app.Client(), TlsServers.Right);
    }

    [Theory]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Prosody, UpstreamTls.Direct)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.Direct)]
    public async Task Server_with_a_certificate_for_another_name_is_not_used(ServerKind kind, UpstreamTls tls)
    {
        await AssertRefusedAsync(kind, TlsServers.WrongName, tls, "RemoteCertificateNameMismatch");
    }

    [Theory]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Prosody, UpstreamTls.Direct)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.Direct)]
    public async Task Server_with_an_expired_certificate_is_not_used(ServerKind kind, UpstreamTls tls)
    {
        await AssertRefusedAsync(kind, TlsServers.Expired, tls, "NotTimeValid");
    }

    [Theory]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Prosody, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Prosody, UpstreamTls.Direct)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTls)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.StartTlsIfOffered)]
    [InlineData(ServerKind.Ejabberd, UpstreamTls.Direct)]
    public async Task Server_with_a_self_signed_certificate_is_not_used(ServerKind kind, UpstreamTls tls)
    {
        await AssertRefusedAsync(kind, TlsServers.SelfSigned, tls, "UntrustedRoot");
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Server_without_TLS_is_not_used_when_STARTTLS_is_required(ServerKind kind)
    {
        await AssertRefusedAsync(kind, TlsServers.Clear, UpstreamTls.StartTls, "does not offer STARTTLS, which Bosh:Domains:clear.test:Tls requires");
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Server_without_TLS_is_not_used_when_TLS_is_to_come_first(ServerKind kind)
    {
        await AssertRefusedAsync(kind, TlsServers.Clear, UpstreamTls.Direct, "for clear.test failed");
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Server_without_TLS_is_used_when_TLS_is_optional(ServerKind kind)
    {
        var app = await RunAsync(kind, TlsServers.Clear, UpstreamTls.StartTlsIfOffered);
        await AssertWorksAsync(app.Client(), TlsServers.Clear);
    }

    private async Task<BoshApp> RunAsync(ServerKind kind, string domain, UpstreamTls tls)
    {
        var server = await _servers.GetAsync(kind);
        var served = server.Domains.Single(one => string.Equals(one.Name, domain, StringComparison.Ordinal));
        return Run(new BoshApp
        {
            Domains = domains => domains.Add(domain, upstream =>
            {
                upstream.Host = "127.0.0.1";
                upstream.Port = tls == UpstreamTls.Direct && served.Certificate is not null ? server.DirectTlsPort : server.PortOf(served);
                upstream.Tls = tls;
                upstream.ConfigureTls = _servers.Authority.TrustIn;
            }),
        });
    }

    private static async Task AssertWorksAsync(BoshClient client, string domain)
    {
        var jid = await client.LoginAsync("alice", "wonder & <land>", domain);
        var pong = await client.SendAsync("<iq type='get' id='ping' xmlns='jabber:client'><ping xmlns='urn:xmpp:ping'/></iq>");
        var result = pong.Body.Elements(Names.Client + "iq").Single();
        Assert.Equal("result", (string?)result.Attribute("type"));
        Assert.Equal(jid, (string?)result.Attribute("to"));
        (await client.TerminateAsync()).AssertTerminated(null);
    }

    private async Task AssertRefusedAsync(ServerKind kind, string domain, UpstreamTls tls, string reason)
    {
        var app = await RunAsync(kind, domain, tls);
        app.Log.Expect(reason);

        var answer = await app.Client().CreateAsync(to: domain);

        answer.AssertTerminated("remote-connection-failed");
        Assert.True(answer.Body.IsEmpty);
        var warning = Assert.Single(app.Log.Entries, entry => entry.Level == LogLevel.Warning);
        TestContext.Current.TestOutputHelper?.WriteLine(warning.Text);
        Assert.Contains(domain, warning.Text, StringComparison.Ordinal);
    }
}
