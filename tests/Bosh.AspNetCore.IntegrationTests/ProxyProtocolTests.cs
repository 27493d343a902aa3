using Bosh.AspNetCore.IntegrationTests.Support;
using Microsoft.AspNetCore.HttpOverrides;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Servers are told whose connection it is, before anything else.</summary>
public sealed class ProxyProtocolTests : BoshTest
{
    [Fact]
    public async Task Version_1_comes_first_with_both_ends_of_the_clients_connection()
    {
        var (app, server) = Open(UpstreamProxyProtocol.V1, isOnSocket: true);
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        var line = await connection.ReadToAsync("\r\n");
        Assert.Matches($@"^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ {app.EndPoint.Port}\r\n$", line);
        await connection.ExpectAsync("<?xml version='1.0'?><stream:stream ");
        await connection.SendAsync(ScriptedConnection.Header + ScriptedConnection.Features);
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Fact]
    public async Task Version_2_comes_before_the_TLS_handshake()
    {
        using var authority = new TestAuthority();
        var (app, server) = Open(UpstreamProxyProtocol.V2, domain =>
        {
            domain.Tls = UpstreamTls.Direct;
            domain.ConfigureTls = tls => tls.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
        }, isOnSocket: true);
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        var header = await connection.ReadBytesAsync(28);
        Assert.Equal("0D0A0D0A000D0A515549540A" + "2111000C" + "7F000001" + "7F000001", Convert.ToHexString(header)[..48]);
        Assert.Equal($"{app.EndPoint.Port:X4}", Convert.ToHexString(header)[52..]);
        await connection.EncryptAsync(authority.Issue("localhost"));
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Fact]
    public async Task Address_is_that_of_the_forwarded_headers()
    {
        var (app, server) = Open(UpstreamProxyProtocol.V1, isOnSocket: true);
        var client = app.Client();
        client.Http.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8::7");
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.ExpectAsync($"PROXY TCP6 2001:db8:0:0:0:0:0:7 0:0:0:0:0:0:0:0 0 {app.EndPoint.Port}\r\n");
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Theory]
    [InlineData(UpstreamProxyProtocol.V1, "PROXY UNKNOWN\r\n")]
    [InlineData(UpstreamProxyProtocol.V2, "\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0")]
    public async Task Client_without_an_address_is_unknown(UpstreamProxyProtocol version, string header)
    {
        var (app, server) = Open(version);
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.ExpectAsync(header);
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Fact]
    public async Task Nothing_is_said_unless_the_domain_wants_it()
    {
        var (app, server) = Open(UpstreamProxyProtocol.None, isOnSocket: true);
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.ExpectAsync("<?xml");
        await connection.SendAsync(ScriptedConnection.Header + ScriptedConnection.Features);
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Fact]
    public async Task Further_stream_of_a_session_is_told_of_too()
    {
        var (app, server) = Open(UpstreamProxyProtocol.V1, isOnSocket: true);
        var client = app.Client();
        var creation = await client.BeginAsync();
        var first = await server.AcceptAsync();
        await first.ReadToAsync("\r\n");
        await first.OpenAsync();
        client.Join(await creation.AnswerAsync());
        var opening = await client.HoldAsync(attributes: "to='localhost'");
        var second = await server.AcceptAsync();
        Assert.StartsWith("PROXY TCP4 127.0.0.1 127.0.0.1 ", await second.ReadToAsync("\r\n"), StringComparison.Ordinal);
        await second.OpenAsync();
        Assert.Null((await opening.AnswerAsync()).Type);
    }

    private (BoshApp App, ScriptedServer Server) Open(UpstreamProxyProtocol version, Action<BoshDomain>? configure = null, bool isOnSocket = false)
    {
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            IsOnSocket = isOnSocket,
            Options = options =>
            {
                options.Limits.MaxStreams = 2;
                options.Domains["localhost"].ProxyProtocol = version;
                configure?.Invoke(options.Domains["localhost"]);
            },
            Pipeline = web => web
                .UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor })
                .UseBosh(),
        });
        return (app, server);
    }
}
