using System.Security.Cryptography.X509Certificates;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Upstream;
using Microsoft.Extensions.Options;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>XEP-0124, Connection Between BOSH Service and Application: encryption, and whom we believe.</summary>
public sealed class UpstreamTlsTests : BoshTest
{
    private const string StartTls = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private const string Proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    private const string OffersTls = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>";

    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData(UpstreamTls.StartTls)]
    [InlineData(UpstreamTls.StartTlsIfOffered)]
    public async Task Stream_is_encrypted_by_STARTTLS_and_begins_anew(UpstreamTls tls)
    {
        var (client, server) = Open(tls);
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.OpenAsync(OffersTls);
        await connection.ExpectAsync(StartTls);
        await connection.SendAsync(Proceed);
        await connection.EncryptAsync(_authority.Issue("localhost"));
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    [Fact]
    public async Task Stream_is_encrypted_from_the_first_byte()
    {
        var (client, server) = Open(UpstreamTls.Direct);
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.EncryptAsync(_authority.Issue("localhost"));
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    [Fact]
    public async Task What_comes_in_clear_after_proceed_is_discarded()
    {
        var (client, server) = Open(UpstreamTls.StartTls);
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.OpenAsync(OffersTls);
        await connection.ExpectAsync(StartTls);
        await connection.SendAsync(
            Proceed + ScriptedConnection.Header + "<stream:features><injected xmlns='x'/></stream:features>" + ScriptedConnection.Message("injected"));
        await connection.EncryptAsync(_authority.Issue("localhost"));
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    [Theory]
    [InlineData(UpstreamTls.StartTls, "other.example", false, true)]
    [InlineData(UpstreamTls.StartTls, "localhost", true, true)]
    [InlineData(UpstreamTls.StartTls, "localhost", false, false)]
    [InlineData(UpstreamTls.StartTlsIfOffered, "localhost", false, false)]
    [InlineData(UpstreamTls.Direct, "other.example", false, true)]
    [InlineData(UpstreamTls.Direct, "127.0.0.1", false, true)]
    [InlineData(UpstreamTls.Direct, "localhost", true, true)]
    [InlineData(UpstreamTls.Direct, "localhost", false, false)]
    public async Task Certificate_must_be_valid_and_for_the_domain(UpstreamTls tls, string name, bool isExpired, bool isTrusted)
    {
        using var stranger = new TestAuthority();
        var (client, server) = Open(tls);
        _app!.Log.Expect("for localhost failed");
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        if (tls != UpstreamTls.Direct)
        {
            await connection.OpenAsync(OffersTls);
            await connection.ExpectAsync(StartTls);
            await connection.SendAsync(Proceed);
        }

        var encrypting = connection.EncryptAsync((isTrusted ? _authority : stranger).Issue(name, isExpired));
        (await creation.AnswerAsync()).AssertTerminated("remote-connection-failed");
        await Task.WhenAny(encrypting).Soon();
    }

    [Theory]
    [InlineData(ScriptedConnection.Features)]
    [InlineData("<stream:features/>")]
    [InlineData("<message/>")]
    public async Task Server_that_does_not_offer_TLS_is_not_used_when_TLS_is_required(string first)
    {
        var (client, server) = Open(UpstreamTls.StartTls);
        _app!.Log.Expect("does not offer STARTTLS");
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.OpenAsync(first);
        (await creation.AnswerAsync()).AssertTerminated("remote-connection-failed");
        Assert.Equal("", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Server_that_does_not_offer_TLS_is_used_when_TLS_is_optional()
    {
        var (client, server) = Open(UpstreamTls.StartTlsIfOffered);
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    [Theory]
    [InlineData("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>")]
    [InlineData("<proceed/>")]
    [InlineData("<message><body>not yet</body></message>")]
    public async Task Server_that_offers_TLS_and_does_not_proceed_is_not_used(string answer)
    {
        var (client, server) = Open(UpstreamTls.StartTlsIfOffered);
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.OpenAsync(OffersTls);
        await connection.ExpectAsync(StartTls);
        await connection.SendAsync(answer);
        var refused = await creation.AnswerAsync();
        refused.AssertTerminated("remote-connection-failed");
        Assert.True(refused.Body.IsEmpty);
    }

    [Fact]
    public async Task Stream_error_in_clear_is_told_to_the_client()
    {
        var (client, server) = Open(UpstreamTls.StartTls);
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.OpenAsync("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        (await creation.AnswerAsync()).AssertTerminated("remote-stream-error");
    }

    [Fact]
    public async Task Server_that_never_ends_the_handshake_is_a_failed_connection()
    {
        var time = new ManualTimeProvider();
        var (client, server) = Open(UpstreamTls.Direct, time);
        _app!.Log.Expect("for localhost failed");
        var creation = await client.BeginAsync();
        using var connection = await server.AcceptAsync();
        await connection.ReadSomeAsync();
        time.Advance(4.9);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        time.Advance(10.2);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    private BoshApp? _app;

    private (BoshClient Client, ScriptedServer Server) Open(UpstreamTls tls, ManualTimeProvider? time = null)
    {
        var server = Listen();
        _app = Run(new BoshApp
        {
            Upstream = server,
            Time = time,
            Options = options => options.Domains["localhost"].Tls = tls,
            AddServices = services => services.AddSingleton(provider => new UpstreamFactory(
                UpstreamSettings.Of(provider.GetRequiredService<IOptions<BoshOptions>>().Value.Limits) with
                {
                    TrustedRoots = new X509Certificate2Collection(_authority.Certificate),
                },
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<UpstreamLink>>())),
        });
        return (_app.Client(), server);
    }

    private static async Task AssertWorksAsync(BoshClient client, BoshExchange creation, ScriptedConnection connection)
    {
        var answer = client.Join(await creation.AnswerAsync());
        Assert.Equal("PLAIN", answer.Body.Descendants(Names.Sasl + "mechanism").Single().Value);
        var held = await client.HoldAsync("<presence xmlns='jabber:client'/>");
        await connection.ExpectAsync("<presence xmlns='jabber:client'/>");
        await connection.SayAsync("hello");
        (await held.AnswerAsync()).AssertMessages("hello");
    }
}
