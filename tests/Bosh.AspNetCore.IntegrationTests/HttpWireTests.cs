using Bosh.AspNetCore.IntegrationTests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>HTTP on a real socket: versions, connections, lengths, and clients with manners of their own.</summary>
public sealed class HttpWireTests : BoshTest
{
    private const string Creation = "<body rid='100' to='localhost' hold='1' wait='60' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>";

    [Fact]
    public async Task Http_1_0_closes_the_connection_after_the_answer()
    {
        using var http = await ConnectAsync();
        await http.SendAsync(RawHttp.Post(Creation, headers: "", version: "1.0"));
        var response = await http.ReadAsync();
        Assert.EndsWith(" 200 OK", response.StatusLine, StringComparison.Ordinal);
        Assert.NotEmpty(response.Sid);
        await http.ReadEndAsync();
    }

    [Fact]
    public async Task Http_1_0_with_keep_alive_keeps_the_connection()
    {
        using var http = await ConnectAsync();
        await http.SendAsync(RawHttp.Post(Creation, "Connection: keep-alive\r\n", "1.0"));
        var response = await http.ReadAsync();
        Assert.Equal("keep-alive", response.Header("Connection"), ignoreCase: true);
        await http.SendAsync(RawHttp.Post(Terminate(response.Sid), "Connection: keep-alive\r\n", "1.0"));
        Assert.Contains("type='terminate'", (await http.ReadAsync()).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: 127.0.0.1:5222\r\n")]
    [InlineData("Host: example.com\r\nConnection: close\r\n")]
    [InlineData("keep-alive:true\r\nContent-Type:\r\nHost:localhost\r\n")]
    [InlineData("Host: localhost\r\nContent-Encoding: text/xml; charset=utf-8\r\n")]
    public async Task Headers_of_real_clients_are_accepted(string headers)
    {
        using var http = await ConnectAsync();
        await http.SendAsync(RawHttp.Post(Creation, headers));
        var response = await http.ReadAsync();
        Assert.Equal("HTTP/1.1 200 OK", response.StatusLine);
        Assert.NotEmpty(response.Sid);
    }

    [Fact]
    public async Task Chunked_request_body_is_accepted()
    {
        using var http = await ConnectAsync();
        await http.SendAsync("POST /http-bind HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
        foreach (var chunk in Creation.Chunk(7))
        {
            await http.SendAsync($"{chunk.Length:x}\r\n{new string(chunk)}\r\n");
        }

        await http.SendAsync("0\r\n\r\n");
        Assert.NotEmpty((await http.ReadAsync()).Sid);
    }

    [Fact]
    public async Task Client_that_expects_100_continue_gets_it()
    {
        using var http = await ConnectAsync();
        var request = RawHttp.Post(Creation, "Host: localhost\r\nExpect: 100-continue\r\n");
        await http.SendAsync(request[..^Creation.Length]);
        await http.ExpectAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await http.SendAsync(Creation);
        Assert.NotEmpty((await http.ReadAsync()).Sid);
    }

    [Fact]
    public async Task Request_may_come_byte_by_byte()
    {
        using var http = await ConnectAsync();
        foreach (var one in RawHttp.Post(Creation))
        {
            await http.SendAsync($"{one}");
        }

        Assert.NotEmpty((await http.ReadAsync()).Sid);
    }

    [Fact]
    public async Task Pipelined_requests_are_answered_one_after_the_other()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, IsOnSocket = true });
        using var http = await RawHttp.ConnectAsync(app.EndPoint);
        await http.SendAsync(RawHttp.Post(Creation));
        var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        var sid = (await http.ReadAsync()).Sid;
        await http.SendAsync(RawHttp.Post(Body(101, sid, "<a xmlns='x'/>")) + RawHttp.Post(Body(102, sid, "<b xmlns='x'/>")));
        await connection.ExpectAsync("<a xmlns='x'/>");
        await connection.SayAsync("1");
        Assert.Contains("<body>1</body>", (await http.ReadAsync()).Body, StringComparison.Ordinal);
        await connection.ExpectAsync("<b xmlns='x'/>");
        await connection.SayAsync("2");
        Assert.Contains("<body>2</body>", (await http.ReadAsync()).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(9_000)]
    public async Task Head_and_body_of_an_answer_are_written_at_once(int size)
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, IsOnSocket = true });
        using var http = await RawHttp.ConnectAsync(app.EndPoint);
        await http.SendAsync(RawHttp.Post(Creation));
        var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        var sid = (await http.ReadAsync()).Sid;
        await http.SendAsync(RawHttp.Post(Body(101, sid, "<a xmlns='x'/>")));
        await connection.ExpectAsync("<a xmlns='x'/>");
        await connection.SayAsync(new string('x', size));
        var received = await http.ReceiveAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", received, StringComparison.Ordinal);
        Assert.EndsWith("</body>", received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_over_the_limit_is_a_bad_request(bool isChunked)
    {
        var app = Run(new BoshApp { IsOnSocket = true, Options = options => options.Limits.MaxBodySize = 2048 });
        using var http = await RawHttp.ConnectAsync(app.EndPoint);
        var body = Creation[..^2] + ">" + new string(' ', 100_000) + "</body>";
        await http.SendAsync(isChunked
            ? $"POST /http-bind HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n"
            : RawHttp.Post(body));
        var response = await http.ReadAsync();
        Assert.Contains("condition='bad-request'", response.Body, StringComparison.Ordinal);
        Assert.EndsWith(" 200 OK", response.StatusLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_up_to_the_limit_is_accepted_whatever_the_app_allows_elsewhere()
    {
        var app = Run(new BoshApp
        {
            IsOnSocket = true,
            Options = options => options.Limits.MaxBodySize = 200_000,
            AddServices = services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = 100),
        });
        using var http = await RawHttp.ConnectAsync(app.EndPoint);
        await http.SendAsync(RawHttp.Post(Creation));
        var sid = (await http.ReadAsync()).Sid;
        var room = 200_000 - Body(101, sid, "", "pause='1'").Length;
        await http.SendAsync(RawHttp.Post(Body(101, sid, new string(' ', room), "pause='1'")));
        Assert.DoesNotContain("terminate", (await http.ReadAsync()).Body, StringComparison.Ordinal);
        await http.SendAsync(RawHttp.Post(Body(102, sid, new string(' ', room + 1), "pause='1'")));
        Assert.Contains("condition='bad-request'", (await http.ReadAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_the_client_does_not_finish_disturbs_nobody()
    {
        var app = Run(new BoshApp { IsOnSocket = true });
        using (var http = await RawHttp.ConnectAsync(app.EndPoint))
        {
            await http.SendAsync(RawHttp.Post(Creation)[..^10]);
        }

        Assert.NotNull((await app.Client().CreateAsync())["sid"]);
    }

    [Theory]
    [InlineData("Host: localhost\r\n", true)]
    [InlineData("Host: localhost\r\n", false)]
    [InlineData("Host: localhost\r\nContent-Encoding: gzip\r\n", false)]
    public async Task Body_that_does_not_arrive_is_cut_off_without_an_answer_and_may_be_sent_again(string headers, bool begins)
    {
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            IsOnSocket = true,
            AddServices = services => services.Configure<KestrelServerOptions>(
                kestrel => kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1_000_000, gracePeriod: TimeSpan.FromSeconds(1.1))),
        });
        using var http = await RawHttp.ConnectAsync(app.EndPoint);
        await http.SendAsync(RawHttp.Post(Creation));
        var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        var request = Body(101, (await http.ReadAsync()).Sid, "<a xmlns='x'/>");
        using (var slow = await RawHttp.ConnectAsync(app.EndPoint))
        {
            await slow.SendAsync(RawHttp.Post(request, headers)[..^(begins ? 10 : request.Length)]);
            await slow.ReadCutAsync();
        }

        await http.SendAsync(RawHttp.Post(request));
        await connection.ExpectAsync("<a xmlns='x'/>");
    }

    [Fact]
    public async Task Http_2_with_prior_knowledge_works_alike()
    {
        var app = Run(new BoshApp { IsOnSocket = true, Protocols = HttpProtocols.Http2 });
        var client = app.Client();
        var jid = await client.LoginAsync();
        var one = await client.HoldAsync();
        var two = await client.HoldAsync($"<message to='{jid}' xmlns='jabber:client'><body>hello</body></message>");
        var answer = await one.AnswerAsync();
        Assert.Equal(new Version(2, 0), answer.HttpVersion);
        Assert.Equal(answer.Bytes.Length, answer.ContentHeaders.ContentLength);
        if (answer.IsEmpty)
        {
            answer = await two.AnswerAsync();
        }

        answer.AssertMessages("hello");
    }

    private static string Body(int rid, string sid, string payload, string attributes = "")
        => $"<body rid='{rid}' sid='{sid}' {attributes} xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>";

    private static string Terminate(string sid) => Body(101, sid, "", "type='terminate'");

    private async Task<RawHttp> ConnectAsync() => await RawHttp.ConnectAsync(Run(new BoshApp { IsOnSocket = true }).EndPoint);
}
