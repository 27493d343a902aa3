using System.Net;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>The cross-origin headers: on every answer, or a page takes an error for a broken network and tries again.</summary>
public sealed class CorsTests : BoshTest
{
    private const string Page = "https://chat.example.com";

    [Fact]
    public async Task Any_origin_is_allowed_by_default_on_every_answer()
    {
        var client = Client();
        Assert.Equal("*", Origin(await PostAsync(client, "<body")));
        Assert.Equal("*", Origin(await PostAsync(client, "<body rid='1' sid='x' xmlns='http://jabber.org/protocol/httpbind'/>")));
        Assert.Equal("*", Origin(await PostAsync(client, "<body rid='1' to='localhost' xmlns='http://jabber.org/protocol/httpbind'/>")));
        Assert.Equal("*", Origin(await SendAsync(client, HttpMethod.Put)));
    }

    [Fact]
    public async Task Preflight_request_is_answered()
    {
        var answer = await PreflightAsync(Client());
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal("*", Origin(answer));
        Assert.Contains("POST", answer.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("content-type,x-other", answer.Header("Access-Control-Allow-Headers"));
        Assert.Equal("7200", answer.Header("Access-Control-Max-Age"));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
    }

    [Theory]
    [InlineData(Page, Page)]
    [InlineData("https://other.example.com", null)]
    [InlineData("null", null)]
    [InlineData(null, null)]
    public async Task Listed_origins_alone_are_allowed(string? origin, string? allowed)
    {
        var client = Client(cors =>
        {
            cors.Origins.Add(Page + "/");
            cors.Origins.Add("https://second.example.com");
            cors.AllowCredentials = true;
            cors.ExposedHeaders.Add("X-Shard");
        });
        foreach (var answer in new[] { await PostAsync(client, "<body", origin), await PreflightAsync(client, origin) })
        {
            Assert.Equal(allowed, Origin(answer));
            Assert.Equal(allowed is null ? null : "true", answer.Header("Access-Control-Allow-Credentials"));
            Assert.Equal(allowed is null ? null : "X-Shard", answer.Header("Access-Control-Expose-Headers"));
            Assert.Equal("Origin", answer.Header("Vary"));
        }
    }

    [Fact]
    public async Task Policy_of_the_endpoint_rules_alone()
    {
        var client = Run(new BoshApp
        {
            AddServices = services => services.AddCors(cors => cors.AddPolicy("ours", policy => policy.WithOrigins(Page).WithMethods("POST"))),
            Pipeline = app =>
            {
                app.UseCors();
                app.MapBosh().RequireCors("ours");
            },
        }).Client();
        Assert.Equal(Page, Origin(await PostAsync(client, "<body", Page)));
        Assert.Null(Origin(await PostAsync(client, "<body", "https://other.example.com")));
        var preflight = await PreflightAsync(client, Page);
        Assert.Equal(Page, Origin(preflight));
        Assert.Equal("POST", preflight.Header("Access-Control-Allow-Methods"));
        Assert.Null(preflight.Header("Access-Control-Max-Age"));
    }

    [Fact]
    public async Task Header_that_the_app_has_set_stays()
    {
        var client = Run(new BoshApp
        {
            Pipeline = app =>
            {
                app.Use((context, next) =>
                {
                    context.Response.Headers.AccessControlAllowOrigin = Page;
                    return next(context);
                });
                app.UseBosh();
            },
        }).Client();
        Assert.Equal(Page, Origin(await PostAsync(client, "<body")));
    }

    [Fact]
    public async Task Policy_of_the_whole_app_gives_each_header_once()
    {
        var client = Run(new BoshApp
        {
            AddServices = services => services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins(Page).AllowCredentials())),
            Pipeline = app =>
            {
                app.UseCors();
                app.UseBosh();
            },
        }).Client();
        Assert.Equal(Page, Origin(await PostAsync(client, "<body", Page)));
    }

    private BoshClient Client(Action<BoshCors>? cors = null)
        => Run(new BoshApp { Options = options => cors?.Invoke(options.Cors) }).Client();

    private static string? Origin(BoshAnswer answer) => answer.Header("Access-Control-Allow-Origin");

    private static Task<BoshAnswer> PostAsync(BoshClient client, string body, string? origin = Page)
        => SendAsync(client, HttpMethod.Post, origin, request => request.Content = new StringContent(body));

    private static Task<BoshAnswer> PreflightAsync(BoshClient client, string? origin = Page)
        => SendAsync(client, HttpMethod.Options, origin, request =>
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type,x-other");
        });

    private static async Task<BoshAnswer> SendAsync(
        BoshClient client, HttpMethod method, string? origin = Page, Action<HttpRequestMessage>? configure = null)
    {
        var request = new HttpRequestMessage(method, "/http-bind");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        configure?.Invoke(request);
        using var exchange = await client.SendAsync(request);
        return await exchange.AnswerAsync();
    }
}
