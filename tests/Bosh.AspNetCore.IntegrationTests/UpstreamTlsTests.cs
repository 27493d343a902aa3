using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bosh.AspNetCore.IntegrationTests.Support;
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
        var connection = await server.AcceptAsync();
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
        var connection = await server.AcceptAsync();
        await connection.EncryptAsync(_authority.Issue("localhost"));
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    [Fact]
    public async Task What_comes_in_clear_after_proceed_is_discarded()
    {
        var (client, server) = Open(UpstreamTls.StartTls);
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
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
        var connection = await server.AcceptAsync();
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
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(first);
        (await creation.AnswerAsync()).AssertTerminated("remote-connection-failed");
        Assert.Equal("", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Server_that_does_not_offer_TLS_is_used_when_TLS_is_optional()
    {
        var (client, server) = Open(UpstreamTls.StartTlsIfOffered);
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
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
        _app!.Log.Expect("it offers STARTTLS and does not proceed with it");
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
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
        var connection = await server.AcceptAsync();
        await connection.OpenAsync("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        (await creation.AnswerAsync()).AssertTerminated("remote-stream-error");
    }

    [Fact]
    public async Task Nothing_of_the_client_goes_out_in_clear_before_a_stream_error_when_TLS_is_required()
    {
        var time = new ManualTimeProvider();
        var (client, server) = Open(UpstreamTls.StartTls, time);
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.ReadHeaderAsync();
        time.Advance(4.9);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync(
            "<iq type='set' xmlns='jabber:client'><query xmlns='jabber:iq:auth'><password>secret</password></query></iq>");
        await connection.SendAsync(
            ScriptedConnection.Header + "<stream:error><host-gone xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
            + ScriptedConnection.Message("injected"));
        Assert.Equal("", await connection.ReadToEndAsync());
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-stream-error");
        Assert.Equal(Names.Streams + "error", answer.Body.Elements().Single().Name);
    }

    [Fact]
    public async Task Server_that_never_ends_the_handshake_is_a_failed_connection()
    {
        var time = new ManualTimeProvider();
        var (client, server) = Open(UpstreamTls.Direct, time);
        _app!.Log.Expect("for localhost failed");
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.ReadSomeAsync();
        time.Advance(4.9);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        time.Advance(10.2);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Theory]
    [InlineData("")]
    [InlineData(Proceed)]
    public async Task Server_that_leaves_STARTTLS_unanswered_is_a_failed_connection(string answer)
    {
        var time = new ManualTimeProvider();
        var (client, server) = Open(UpstreamTls.StartTls, time);
        _app!.Log.Expect("no answer within the ConnectTimeout");
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(OffersTls);
        await connection.ExpectAsync(StartTls);
        await connection.SendAsync(answer);
        time.Advance(4.9);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        time.Advance(10.2);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task App_may_trust_a_certificate_by_its_fingerprint()
    {
        var certificate = _authority.Issue("other.example", isExpired: true);
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var (client, server) = Open(UpstreamTls.Direct, configure: tls => tls.RemoteCertificateValidationCallback =
            (_, shown, _, _) => string.Equals(shown?.GetCertHashString(HashAlgorithmName.SHA256), fingerprint, StringComparison.Ordinal));
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.EncryptAsync(certificate);
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);

        _app!.Log.Expect("Connecting for localhost failed: 127.0.0.1:");
        creation = await client.BeginAsync();
        var other = await server.AcceptAsync();
        var encrypting = other.EncryptAsync(_authority.Issue("localhost"));
        (await creation.AnswerAsync()).AssertTerminated("remote-connection-failed");
        await Task.WhenAny(encrypting).Soon();
    }

    [Theory]
    [InlineData(UpstreamTls.Direct)]
    [InlineData(UpstreamTls.StartTls)]
    public async Task App_may_show_a_certificate_to_the_server(UpstreamTls tls)
    {
        // Of the kind that the platform can hand to the handshake: with a key that is not of the moment alone.
        using var ours = X509CertificateLoader.LoadPkcs12(_authority.Issue("bosh.internal").Export(X509ContentType.Pkcs12), password: null);
        var (client, server) = Open(tls, configure: options => options.ClientCertificates = [ours]);
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        if (tls == UpstreamTls.StartTls)
        {
            await connection.OpenAsync(OffersTls);
            await connection.ExpectAsync(StartTls);
            await connection.SendAsync(Proceed);
        }

        var encrypted = await connection.EncryptAsync(_authority.Issue("localhost"), asksForCertificate: true);
        Assert.Equal("CN=bosh.internal", encrypted.RemoteCertificate?.Subject);
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    [Theory]
    [InlineData(UpstreamTls.Direct, "xmpp-client")]
    [InlineData(UpstreamTls.StartTls, "")]
    public async Task Direct_TLS_names_its_protocol_and_both_name_the_domain(UpstreamTls tls, string protocol)
    {
        var (client, server) = Open(tls);
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        if (tls == UpstreamTls.StartTls)
        {
            await connection.OpenAsync(OffersTls);
            await connection.ExpectAsync(StartTls);
            await connection.SendAsync(Proceed);
        }

        var encrypted = await connection.EncryptAsync(_authority.Issue("localhost"));
        Assert.Equal("localhost", encrypted.TargetHostName);
        Assert.Equal(protocol, encrypted.NegotiatedApplicationProtocol.ToString());
        Assert.True(encrypted.SslProtocol is SslProtocols.Tls12 or SslProtocols.Tls13, $"{encrypted.SslProtocol}");
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    [Theory]
    [InlineData(UpstreamTls.Direct, "Connecting for localhost failed: 127.0.0.1:")]
    [InlineData(UpstreamTls.StartTls, "Connecting for localhost failed: 127.0.0.1:")]
    public async Task App_whose_own_settings_fail_has_no_connection(UpstreamTls tls, string warning)
    {
        var (client, server) = Open(tls, configure: _ => throw new InvalidOperationException("No pin is known."));
        _app!.Log.Expect(warning);
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        if (tls == UpstreamTls.StartTls)
        {
            await connection.OpenAsync(OffersTls);
            await connection.ExpectAsync(StartTls);
            await connection.SendAsync(Proceed);
        }

        (await creation.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Server_whose_direct_TLS_fails_leaves_its_place_to_the_next()
    {
        using var stranger = new TestAuthority();
        var bad = Listen();
        var good = Listen();
        _app = Run(new BoshApp
        {
            Options = options => options.Domains.Add("localhost", domain =>
            {
                domain.Servers.Add($"127.0.0.1:{bad.Port}");
                domain.Servers.Add($"127.0.0.1:{good.Port}");
                domain.Tls = UpstreamTls.Direct;
                domain.ConfigureTls = _authority.TrustIn;
            }),
        });
        var client = _app.Client();
        var creation = await client.BeginAsync();
        var refused = await bad.AcceptAsync();
        var encrypting = refused.EncryptAsync(stranger.Issue("localhost"));
        var connection = await good.AcceptAsync();
        await Task.WhenAny(encrypting).Soon();
        await connection.EncryptAsync(_authority.Issue("localhost"));
        await connection.OpenAsync();
        await AssertWorksAsync(client, creation, connection);
    }

    private BoshApp? _app;

    private (BoshClient Client, ScriptedServer Server) Open(
        UpstreamTls tls, ManualTimeProvider? time = null, Action<SslClientAuthenticationOptions>? configure = null)
    {
        var server = Listen();
        _app = Run(new BoshApp
        {
            Upstream = server,
            Time = time,
            Options = options =>
            {
                var domain = options.Domains["localhost"];
                domain.Tls = tls;
                domain.ConfigureTls = _authority.TrustIn;
                domain.ConfigureTls += configure;
            },
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
