using System.IO.Compression;
using System.Net;
using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>
/// We live in apps that somebody already has: response compression, request timeouts, a fallback authorization policy, HTTPS redirection, HTTP
/// logging, request decompression and rate limits in front of us do not break us, and what is meant for us works.
/// </summary>
public sealed class HostAppTests : BoshTest
{
    public static TheoryData<HostAppKind> Kinds => [.. Enum.GetValues<HostAppKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Client_logs_in_holds_requests_and_talks(HostAppKind kind)
    {
        var (app, client) = Open(kind);
        using var other = Other(app);

        // Takes the one permit of the rate limiter until it times out, while somebody logs in beside it.
        var endless = other.GetAsync(HostApp.Endless);
        var jid = await client.LoginAsync();
        var one = await client.HoldAsync();
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await endless.Soon()).StatusCode);

        // As long again, so that the held request has had its time too.
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await other.GetAsync(HostApp.Endless).Soon()).StatusCode);
        Assert.True(one.IsHeld);
        var two = await client.HoldAsync($"<message to='{jid}' xmlns='jabber:client'><body>{new string('a', 10_000)}</body></message>");
        var answer = await one.AnswerAsync();
        AssertPlain(answer);
        if (answer.IsEmpty)
        {
            answer = await two.AnswerAsync();
        }

        AssertPlain(answer);
        answer.AssertMessages(new string('a', 10_000));
        var bye = await client.TerminateAsync();
        AssertPlain(bye);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Nothing_of_what_is_said_gets_into_any_log(HostAppKind kind)
    {
        var (app, client) = Open(kind);
        using var other = Other(app);
        Assert.Equal("a text to be logged", await (await other.PostAsync(HostApp.Echo, new StringContent("a text to be logged")).Soon())
            .Content.ReadAsStringAsync().Soon());
        var jid = await client.LoginAsync();
        var held = await client.HoldAsync($"<message to='{jid}' xmlns='jabber:client'><body>my secret</body></message>");
        (await held.AnswerAsync()).AssertMessages("my secret");
        await client.SendBodyAsync(client.Compose(client.Rid + 1, "<unfinished"));
        await app.Host.StopAsync().Soon();

        var log = app.Log.Entries.Where(entry => !entry.Category.StartsWith("Bosh.DevServer", StringComparison.Ordinal)).ToList();
        Assert.Contains(log, entry => entry.Text.Contains("a text to be logged", StringComparison.Ordinal));
        Assert.Contains(log, entry => entry.Text.Contains("/http-bind", StringComparison.Ordinal));
        foreach (var secret in new[] { client.Sid, Convert.ToBase64String("\0romeo\0r0m30"u8), "r0m30", "my secret", "<body", "unfinished" })
        {
            Assert.DoesNotContain(log, entry => entry.Text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task App_may_decompress_request_bodies(HostAppKind kind)
    {
        var (_, client) = Open(kind);
        await client.CreateAsync();
        var body = client.Compose(++client.Rid, "", "pause='60'");
        (await PostGzipAsync(client, kind, Gzip(body))).AssertEmpty();
    }

    [Fact]
    public async Task Body_that_the_app_cannot_decompress_is_a_bad_request()
    {
        var (_, client) = Open(HostAppKind.MapBosh);
        await client.CreateAsync();
        (await PostGzipAsync(client, HostAppKind.MapBosh, "this is no gzip"u8.ToArray())).AssertTerminated("bad-request");
        Assert.Null((await client.SendAsync("", "pause='60'")).Type);
    }

    [Fact]
    public async Task Body_that_grows_beyond_the_limit_when_decompressed_is_a_bad_request()
    {
        var (_, client) = Open(HostAppKind.UseBosh);
        await client.CreateAsync();
        var bomb = Gzip(client.Compose(++client.Rid, new string(' ', 20_000_000), "pause='60'"));
        Assert.True(bomb.Length < 100_000);
        (await PostGzipAsync(client, HostAppKind.UseBosh, bomb)).AssertTerminated("bad-request");
    }

    [Theory]
    [InlineData(HostAppKind.UseBosh)]
    [InlineData(HostAppKind.MapBosh)]
    public async Task Client_that_sends_a_media_type_as_content_encoding_gets_through(HostAppKind kind)
    {
        var (_, client) = Open(kind);
        var request = new HttpRequestMessage(HttpMethod.Post, Path(kind))
        {
            Content = new ByteArrayContent("<body rid='1' to='localhost' xmlns='http://jabber.org/protocol/httpbind'/>"u8.ToArray()),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", "text/xml; charset=utf-8");
        using var exchange = await client.SendAsync(request);
        var answer = await exchange.AnswerAsync();
        AssertPlain(answer);
        Assert.NotNull(answer["sid"]);
    }

    [Fact]
    public async Task Authorization_that_is_asked_for_takes_effect()
    {
        foreach (var isGroup in new[] { false, true })
        {
            var app = Mapped(app =>
            {
                if (isGroup)
                {
                    app.MapGroup("").RequireAuthorization().MapBosh();
                }
                else
                {
                    app.MapBosh().RequireAuthorization();
                }
            });
            var client = app.Client();
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.CreateRawAsync()).Status);
            client.Http.DefaultRequestHeaders.Add("X-User", "romeo");
            Assert.NotNull((await client.CreateAsync())["sid"]);
        }
    }

    [Fact]
    public async Task Rate_limit_that_is_asked_for_takes_effect()
    {
        var client = Mapped(app => app.MapBosh().RequireRateLimiting("one")).Client();
        await client.CreateAsync();
        var held = await client.HoldAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.SendAsync()).Status);
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Host_that_is_asked_for_takes_effect()
    {
        var client = Mapped(app => app.MapBosh().RequireHost("chat.example.com")).Client();
        client.Http.DefaultRequestHeaders.Add("X-User", "romeo");
        Assert.Equal(HttpStatusCode.NotFound, (await client.CreateRawAsync()).Status);
        client.Http.DefaultRequestHeaders.Host = "chat.example.com";
        Assert.NotNull((await client.CreateAsync())["sid"]);
    }

    [Fact]
    public async Task Middleware_in_a_branch_is_there_alone()
    {
        var app = Run(new BoshApp
        {
            Pipeline = app => app.MapWhen(context => context.Request.Headers.ContainsKey("X-Branch"), branch => branch.UseBosh()),
        });
        var client = app.Client();
        Assert.Equal(HttpStatusCode.NotFound, (await client.CreateRawAsync()).Status);
        client.Http.DefaultRequestHeaders.Add("X-Branch", "1");
        Assert.NotNull((await client.CreateAsync())["sid"]);
    }

    [Fact]
    public async Task Middleware_under_a_path_of_the_app_logs_nothing_either()
    {
        var app = Run(new BoshApp
        {
            AddServices = services => services.AddHttpLogging(logging => logging.LoggingFields = Microsoft.AspNetCore.HttpLogging.HttpLoggingFields.All),
            Pipeline = app =>
            {
                app.UseHttpLogging();
                app.Map("/chat", chat => chat.UseBosh());
            },
        });
        var client = app.Client("/chat/http-bind");
        await client.CreateAsync();
        Assert.Equal(32, client.Sid.Length);
        await client.TerminateAsync("<presence xmlns='jabber:client'/>");
        Assert.DoesNotContain(app.Log.Entries, entry => entry.Text.Contains(client.Sid, StringComparison.Ordinal));
    }

    private static string Path(HostAppKind kind) => kind is HostAppKind.MapBoshInGroup ? "/chat/http-bind" : "/http-bind";

    private (BoshApp App, BoshClient Client) Open(HostAppKind kind)
    {
        var app = Run(HostApp.Create(kind));
        var client = app.Client(Path(kind));
        client.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        return (app, client);
    }

    private BoshApp Mapped(Action<WebApplication> map)
    {
        var host = HostApp.Create(HostAppKind.MapBosh);
        return Run(new BoshApp
        {
            AddServices = host.AddServices,
            Pipeline = app =>
            {
                app.UseRateLimiter();
                app.UseAuthentication();
                app.UseAuthorization();
                map(app);
            },
        });
    }

    private static HttpClient Other(BoshApp app)
    {
        var http = app.Http();
        http.DefaultRequestHeaders.Add("X-User", "somebody");
        return http;
    }

    private static byte[] Gzip(string text)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return compressed.ToArray();
    }

    private static async Task<BoshAnswer> PostGzipAsync(BoshClient client, HostAppKind kind, byte[] content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path(kind)) { Content = new ByteArrayContent(content) };
        request.Content.Headers.Add("Content-Encoding", "gzip");
        using var response = await client.Http.SendAsync(request).Soon();
        return new BoshAnswer(response, await response.Content.ReadAsByteArrayAsync().Soon());
    }

    private static void AssertPlain(BoshAnswer answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(answer.Bytes.Length, answer.ContentHeaders.ContentLength);
        Assert.Null(answer.Header("Content-Encoding"));
        Assert.Null(answer.Header("Transfer-Encoding"));
    }
}
