using System.Security.Cryptography.X509Certificates;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Connection Between Client and BOSH Service. What the test says in headers is as if the connection were so.</summary>
public sealed class SecureSessionTests : BoshTest
{
    private const string Scheme = "X-Scheme";
    private const string Certificate = "X-Certificate";

    private readonly TestAuthority _authority = new();
    private readonly Dictionary<string, X509Certificate2> _certificates = new(StringComparer.Ordinal);

    [Fact]
    public async Task Plain_request_for_a_session_made_over_tls_is_cut_off_and_the_session_goes_on()
    {
        var session = await OpenAsync("https");
        var held = await session.Client.HoldAsync();
        await AssertCutOffAsync(session, session.Client.Compose(session.Client.Rid + 1, "<presence xmlns='jabber:client'/>"));
        await AssertAliveAsync(session, held);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(100, "")]
    [InlineData(1, "text")]
    [InlineData(1, "<unfinished")]
    public async Task Plain_request_that_would_end_the_session_does_not(int distance, string payload)
    {
        var session = await OpenAsync("https");
        var held = await session.Client.HoldAsync();
        await AssertCutOffAsync(session, session.Client.Compose(session.Client.Rid + distance, payload));
        await AssertCutOffAsync(session, session.Client.Compose(session.Client.Rid + 1, "", "type='terminate'"));
        await AssertAliveAsync(session, held);
    }

    [Fact]
    public async Task Connection_is_closed_without_a_byte()
    {
        var session = await OpenAsync("https");
        using var http = await RawHttp.ConnectAsync(session.App.EndPoint);
        await http.SendAsync(RawHttp.Post(session.Client.Compose(session.Client.Rid + 1)));
        await http.ReadCutAsync();
    }

    [Fact]
    public async Task Plain_request_for_another_session_is_answered_as_ever()
    {
        var session = await OpenAsync("https");
        (await PlainAsync(session, session.Client.Compose(1).Replace(session.Client.Sid, new string('0', 32), StringComparison.Ordinal)))
            .AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Session_made_without_tls_answers_requests_over_tls_too()
    {
        var session = await OpenAsync("http");
        session.Client.Http.DefaultRequestHeaders.Remove(Scheme);
        session.Client.Http.DefaultRequestHeaders.Add(Scheme, "https");
        (await session.Client.SendAsync("", "pause='10'")).AssertEmpty();
    }

    [Fact]
    public async Task Option_answers_plain_requests_of_secure_sessions()
    {
        var session = await OpenAsync("https", options: options => options.KeepSessionsSecure = false);
        (await PlainAsync(session, session.Client.Compose(session.Client.Rid + 1, "", "pause='10'"))).AssertEmpty();
    }

    [Theory]
    [InlineData("other")]
    [InlineData(null)]
    public async Task Request_with_another_certificate_than_the_session_was_made_with_is_cut_off(string? certificate)
    {
        var session = await OpenAsync("https", "mine");
        var held = await session.Client.HoldAsync();
        await AssertCutOffAsync(session, session.Client.Compose(session.Client.Rid + 1), "https", certificate);
        await AssertAliveAsync(session, held);
    }

    [Fact]
    public async Task Session_made_without_a_certificate_takes_requests_with_one()
    {
        var session = await OpenAsync("https");
        session.Client.Http.DefaultRequestHeaders.Add(Certificate, "mine");
        (await session.Client.SendAsync("", "pause='10'")).AssertEmpty();
    }

    private async Task<ScriptedSession> OpenAsync(string scheme, string? certificate = null, Action<BoshOptions>? options = null)
    {
        var app = Run(new BoshApp
        {
            Upstream = Listen(),
            IsOnSocket = true,
            Options = options,
            Pipeline = app => app.Use((context, next) =>
            {
                context.Request.Scheme = context.Request.Headers[Scheme].FirstOrDefault("http")!;
                string? name = context.Request.Headers[Certificate];
                context.Connection.ClientCertificate = name is null ? null : Named(name);
                return next(context);
            }).UseBosh(),
        });
        var client = app.Client();
        client.Http.DefaultRequestHeaders.Add(Scheme, scheme);
        if (certificate is not null)
        {
            client.Http.DefaultRequestHeaders.Add(Certificate, certificate);
        }

        return await ScriptedSession.OpenAsync(app, client);
    }

    private X509Certificate2 Named(string name)
    {
        lock (_certificates)
        {
            return _certificates.TryGetValue(name, out var known) ? known : _certificates[name] = _authority.Issue(name);
        }
    }

    private static async Task<BoshAnswer> PlainAsync(ScriptedSession session, string body, string scheme = "http", string? certificate = null)
    {
        var other = session.App.Client();
        other.Http.DefaultRequestHeaders.Add(Scheme, scheme);
        if (certificate is not null)
        {
            other.Http.DefaultRequestHeaders.Add(Certificate, certificate);
        }

        return await other.SendBodyAsync(body);
    }

    private static async Task AssertCutOffAsync(ScriptedSession session, string body, string scheme = "http", string? certificate = null)
        => await Assert.ThrowsAsync<HttpRequestException>(() => PlainAsync(session, body, scheme, certificate));

    private static async Task AssertAliveAsync(ScriptedSession session, BoshExchange held)
    {
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("alive");
        (await held.AnswerAsync()).AssertMessages("alive");
        await session.Client.HoldAsync("<iq xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<iq xmlns='jabber:client'/>");
    }
}
