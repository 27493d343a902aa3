using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>XEP-0124, HTTP Overview: methods, headers and status codes, whatever carries them.</summary>
public sealed class HttpTests : BoshTest
{
    [Fact]
    public async Task Every_answer_to_a_request_of_the_protocol_keeps_browsers_from_running_it()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxSessions = 1);
        session.App.Log.Expect("A session was refused");
        AssertSafe(session.Creation);
        AssertSafe(await session.App.Client().CreateRawAsync());
        AssertSafe(await session.Client.SendBodyAsync("<body"));
        AssertSafe(await session.Client.SendBodyAsync(session.Client.Compose(5).Replace(session.Client.Sid, "unknown", StringComparison.Ordinal)));
        AssertSafe(await session.Client.SendAsync("", "pause='10'"));
        AssertSafe(await session.Client.SendAsync(session.Client.Rid + 100));
        var legacy = await OpenAsync("hold='1' wait='60'");
        AssertSafe(await legacy.Client.SendAsync("", "pause='1000'"));
    }

    [Theory]
    [InlineData("GET", HttpStatusCode.OK)]
    [InlineData("HEAD", HttpStatusCode.OK)]
    [InlineData("OPTIONS", HttpStatusCode.NoContent)]
    [InlineData("PUT", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", HttpStatusCode.MethodNotAllowed)]
    [InlineData("BREW", HttpStatusCode.MethodNotAllowed)]
    public async Task Every_answer_to_any_method_keeps_browsers_from_running_it(string method, HttpStatusCode status)
    {
        var answer = await SendAsync(Run(new BoshApp()), new HttpRequestMessage(new HttpMethod(method), "/http-bind"));
        Assert.Equal(status, answer.Status);
        AssertSafe(answer);
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Method_that_is_not_allowed_is_told_those_that_are()
    {
        var answer = await SendAsync(Run(new BoshApp()), new HttpRequestMessage(HttpMethod.Put, "/http-bind"));
        Assert.Equal("GET, HEAD, POST, OPTIONS", answer.Header("Allow"));
    }

    [Theory]
    [InlineData("/http-bind")]
    [InlineData("/http-bind/")]
    [InlineData("/HTTP-Bind")]
    [InlineData("/http-bind?room=a&token=b")]
    public async Task Get_answers_with_a_page_that_says_what_this_is(string path)
    {
        var answer = await SendAsync(Run(new BoshApp()), new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        Assert.Contains("BOSH", answer.Text, StringComparison.Ordinal);
        Assert.Equal(answer.Bytes.Length, answer.ContentHeaders.ContentLength);
    }

    [Fact]
    public async Task Head_answers_like_get_without_the_page()
    {
        var answer = await SendAsync(Run(new BoshApp { IsOnSocket = true }), new HttpRequestMessage(HttpMethod.Head, "/http-bind"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Empty(answer.Bytes);
        Assert.True(answer.ContentHeaders.ContentLength > 100);
    }

    [Theory]
    [InlineData(false, "/http-bind", "/http-bind", true)]
    [InlineData(false, "/http-bind", "/http-bind/", true)]
    [InlineData(false, "/http-bind/", "/http-bind", true)]
    [InlineData(false, "/http-bind/", "/http-bind/", true)]
    [InlineData(false, "/chat/bosh", "/chat/bosh/", true)]
    [InlineData(false, "/", "/", true)]
    [InlineData(false, "/http-bind", "/http-bind/x", false)]
    [InlineData(false, "/http-bind", "/http-bindx", false)]
    [InlineData(false, "/http-bind", "/", false)]
    [InlineData(false, "/", "/x", false)]
    [InlineData(true, "/http-bind", "/http-bind", true)]
    [InlineData(true, "/http-bind", "/http-bind/", true)]
    [InlineData(true, "/http-bind/", "/http-bind", true)]
    [InlineData(true, "/{tenant}/bosh", "/a/bosh", true)]
    [InlineData(true, "/http-bind", "/http-bind/x", false)]
    public async Task Path_is_answered_with_and_without_a_slash_at_its_end(bool isMapped, string at, string path, bool isOurs)
    {
        var app = Run(new BoshApp
        {
            Pipeline = app =>
            {
                if (isMapped)
                {
                    app.MapBosh(at);
                }
                else
                {
                    app.UseBosh(at);
                }
            },
        });
        var answer = await app.Client(path).CreateRawAsync();
        Assert.Equal(isOurs ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.Status);
    }

    [Theory]
    [InlineData("text/xml; charset=utf-8")]
    [InlineData("text/plain;charset=UTF-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json")]
    [InlineData("no media type at all")]
    [InlineData(null)]
    public async Task Any_content_type_is_accepted(string? contentType)
    {
        var app = Run(new BoshApp());
        var answer = await SendAsync(app, Creation(content =>
        {
            content.ContentType = null;
            if (contentType is not null)
            {
                content.TryAddWithoutValidation("Content-Type", contentType);
            }
        }));
        Assert.True(answer["sid"] is not null, answer.Text);
    }

    [Theory]
    [InlineData("text/xml; charset=utf-8")]
    [InlineData("identity")]
    [InlineData("utf-8")]
    public async Task Content_encoding_that_is_no_coding_is_ignored(string contentEncoding)
    {
        var app = Run(new BoshApp());
        var answer = await SendAsync(app, Creation(content => content.TryAddWithoutValidation("Content-Encoding", contentEncoding)));
        Assert.True(answer["sid"] is not null, answer.Text);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity, GZIP")]
    [InlineData("zstd")]
    [InlineData("compress")]
    [InlineData("gzip, zstd")]
    [InlineData("gzip, gzip, gzip, gzip")]
    public async Task Body_that_is_not_encoded_as_it_says_or_in_an_unknown_way_is_a_bad_request(string contentEncoding)
    {
        var app = Run(new BoshApp());
        var answer = await SendAsync(app, Creation(content => content.TryAddWithoutValidation("Content-Encoding", contentEncoding)));
        answer.AssertTerminated("bad-request");
    }

    [Theory]
    [InlineData("gzip, deflate")]
    [InlineData("br;q=1, *")]
    public async Task Answers_are_not_compressed(string acceptEncoding)
    {
        var request = Creation(_ => { });
        request.Headers.Add("Accept-Encoding", acceptEncoding);
        var answer = await SendAsync(Run(new BoshApp { IsOnSocket = true }), request);
        Assert.True(answer["sid"] is not null, answer.Text);
        Assert.Null(answer.Header("Content-Encoding"));
        Assert.Equal(answer.Bytes.Length, answer.ContentHeaders.ContentLength);
    }

    [Fact]
    public void Middleware_without_its_services_says_what_is_missing()
    {
        var builder = WebApplication.CreateSlimBuilder();
        using var app = (IDisposable)builder.Build();
        var used = Assert.Throws<InvalidOperationException>(() => ((IApplicationBuilder)app).UseBosh());
        var mapped = Assert.Throws<InvalidOperationException>(() => ((WebApplication)app).MapBosh());
        Assert.Contains("AddBosh", used.Message, StringComparison.Ordinal);
        Assert.Contains("AddBosh", mapped.Message, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Creation(Action<HttpContentHeaders> headers)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(
            "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>"));
        headers(content.Headers);
        return new HttpRequestMessage(HttpMethod.Post, "/http-bind") { Content = content };
    }

    private static async Task<BoshAnswer> SendAsync(BoshApp app, HttpRequestMessage request)
    {
        using var exchange = await app.Client().SendAsync(request);
        return await exchange.AnswerAsync();
    }

    /// <summary>Design, invariant 18.</summary>
    private static void AssertSafe(BoshAnswer answer)
    {
        Assert.Equal("default-src 'none'; sandbox", answer.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }
}
