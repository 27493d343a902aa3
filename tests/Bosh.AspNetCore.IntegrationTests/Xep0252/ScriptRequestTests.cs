using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0252;

/// <summary>XEP-0252, Changes to the Request Syntax.</summary>
public sealed class ScriptRequestTests : BoshTest
{
    private const string Message = "<message to='a@b' xmlns='jabber:client'><body>\u00e4 \u20ac \ud83d\ude00 %41 1+1=2 a&amp;b #?/</body></message>";

    [Fact]
    public async Task Body_element_comes_percent_encoded_in_the_query()
    {
        var session = await OpenAsync();
        await session.Client.HoldAsync(Message);
        await session.Server.ExpectAsync(Message);
    }

    [Fact]
    public async Task Every_octet_may_be_encoded_in_either_case_and_those_that_need_not_may_stay()
    {
        var session = await OpenAsync();
        var body = Encoding.UTF8.GetBytes(session.Client.Compose(++session.Client.Rid, Message));
        await session.Client.GetQueryAsync(string.Concat(body.Select(octet => $"%{octet:x2}")));
        await session.Server.ExpectAsync(Message);
        body = Encoding.UTF8.GetBytes(session.Client.Compose(++session.Client.Rid, "<a xmlns='x'>1+1</a>"));
        await session.Client.GetQueryAsync(ScriptClient.Escape(body).Replace("%20", " ", StringComparison.Ordinal));
        await session.Server.ExpectAsync("<a xmlns='x'>1+1</a>");
    }

    [Fact]
    public async Task Request_line_of_the_specification_is_understood()
    {
        var app = Run(new BoshApp { IsOnSocket = true, Options = options => options.ScriptSyntax = true });
        using var http = await RawHttp.ConnectAsync(app.EndPoint);
        await http.SendAsync(
            "GET /http-bind?%3Cbody%20content='text/xml;%20charset=utf-8'%20hold='1'%20rid='1573741820'%20to='localhost'%20"
            + "route='xmpp:jabber.org:9999'%20secure='true'%20ver='1.6'%20wait='60'%20xml:lang='en'%20"
            + "xmlns='http://jabber.org/protocol/httpbind'/%3E HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, deflate\r\n"
            + "Cache-Control: no-store\r\nCache-Control: no-cache\r\nPragma: no-cache\r\nContent-Length: 0\r\n\r\n");
        var response = await http.ReadAsync();
        Assert.Equal("HTTP/1.1 200 OK", response.StatusLine);
        Assert.Equal("text/javascript; charset=utf-8", response.Header("Content-Type"));
        Assert.NotEmpty(response.Sid);
    }

    [Theory]
    [InlineData("%3Cbody%2")]
    [InlineData("%3Cbody%")]
    [InlineData("%3Cbody%zz")]
    [InlineData("%3Cbody%+1")]
    [InlineData("%3Cbody% 1")]
    [InlineData("%3Cbody%20rid='1'%20to='%C3%28'%20xmlns='http://jabber.org/protocol/httpbind'/%3E")]
    [InlineData("%3Cbody+rid='1'+to='localhost'+xmlns='http://jabber.org/protocol/httpbind'/%3E")]
    [InlineData("%3Cbody%20rid='1'%20to='localhost'%20xmlns='http://jabber.org/protocol/httpbind'%3E")]
    public async Task What_is_not_encoded_as_it_must_be_is_a_bad_request(string query)
    {
        var app = Run(new BoshApp { IsOnSocket = true, Options = options => options.ScriptSyntax = true });
        using var http = await RawHttp.ConnectAsync(app.EndPoint);
        await http.SendAsync($"GET /http-bind?{query.Replace(" ", "%", StringComparison.Ordinal)} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var response = await http.ReadAsync();
        Assert.StartsWith("_BOSH_(\"<body type='terminate' condition='bad-request'", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_of_the_body_counts_the_octets_that_are_meant()
    {
        var session = await OpenAsync(options => options.Limits.MaxBodySize = 2048);
        var room = 2048 - session.Client.Compose(++session.Client.Rid, "", "pause='1'").Length;
        (await session.Client.SendBodyAsync(session.Client.Compose(session.Client.Rid, new string(' ', room), "pause='1'"))).AssertEmpty();
        (await session.Client.SendAsync(new string(' ', room + 1), "pause='1'")).AssertTerminated("bad-request");
    }

    [Fact]
    public async Task Element_may_be_spread_over_requests_and_cut_anywhere()
    {
        var session = await OpenAsync();
        var octets = Encoding.UTF8.GetBytes(Message);
        foreach (var piece in octets.Chunk(7))
        {
            var start = Encoding.UTF8.GetBytes(session.Client.Compose(++session.Client.Rid, "|", "pause='1'"));
            var at = start.AsSpan().IndexOf((byte)'|');
            byte[] body = [.. start.AsSpan(0, at), .. piece, .. start.AsSpan(at + 1)];
            (await ScriptClient.AnswerAsync(await session.Client.GetAsync(body))).AssertEmpty();
        }

        await session.Server.ExpectAsync(Message);
    }

    [Fact]
    public async Task Pieces_are_put_together_in_rid_order()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.11'");
        var (one, two, three) = (session.Client.Rid + 1, session.Client.Rid + 2, session.Client.Rid + 3);
        await session.Client.GetAsync(session.Client.Compose(three, "</a><c xmlns='x'/>"));
        await session.Client.GetAsync(session.Client.Compose(two, "<b/>"));
        await session.Client.GetAsync(session.Client.Compose(one, "<a xmlns='x'>"));
        await session.Server.ExpectAsync("<a xmlns='x'><b/></a><c xmlns='x'/>");
    }

    [Fact]
    public async Task Repeat_of_a_piece_is_not_taken_twice()
    {
        var session = await OpenAsync();
        var first = session.Client.Compose(++session.Client.Rid, "<a xmlns='x'>1", "pause='1'");
        (await session.Client.SendBodyAsync(first)).AssertEmpty();
        (await session.Client.SendBodyAsync(first)).AssertEmpty();
        await session.Client.HoldAsync("2</a>");
        await session.Server.ExpectAsync("<a xmlns='x'>12</a>");
    }

    [Fact]
    public async Task Content_is_not_read_by_itself()
    {
        var session = await OpenAsync();
        await session.Client.SendAsync("<a xmlns='x'><![CDATA[", "pause='1'");
        await session.Client.SendAsync("</a><b xmlns='x'/>", "pause='1'");
        await session.Client.HoldAsync("]]></a>");
        await session.Server.ExpectAsync("<a xmlns='x'><![CDATA[</a><b xmlns='x'/>]]></a>");
    }

    [Theory]
    [InlineData("", "text")]
    [InlineData("", "</a>")]
    [InlineData("<a xmlns='x'>", "</b>")]
    [InlineData("<a xmlns='x'>", "<!-- c --></a>")]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-", "tls'/>")]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "</stream:stream></stream:stream>")]
    public async Task What_can_never_become_an_element_ends_the_session(string first, string second)
    {
        var session = await OpenAsync();
        (await session.Client.SendAsync(first, "pause='1'")).AssertEmpty();
        (await session.Client.SendAsync(second)).AssertTerminated("bad-request");
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Theory]
    [InlineData("type='terminate'")]
    [InlineData("xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    public async Task Element_that_is_left_open_at_the_end_of_its_stream_is_a_bad_request(string attributes)
    {
        var session = await OpenAsync();
        await session.Client.SendAsync("<a xmlns='x'>", "pause='1'");
        (await session.Client.SendAsync("", attributes)).AssertTerminated("bad-request");
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Fact]
    public async Task Element_that_does_not_end_is_bounded()
    {
        var session = await OpenAsync(options => options.Limits.MaxBodySize = 2048);
        (await session.Client.SendAsync("<a xmlns='x'>" + new string('x', 1500), "pause='1'")).AssertEmpty();
        (await session.Client.SendAsync(new string('x', 1000))).AssertTerminated("bad-request");
    }

    [Fact]
    public async Task Pieces_without_a_whole_element_are_no_empty_requests()
    {
        var session = await OpenAsync("hold='0' wait='60' ver='1.11'");
        for (var i = 0; i < 5; i++)
        {
            Assert.Null((await session.Client.SendAsync(i == 0 ? "<a xmlns='x'>" : "x")).Body.Attribute("type"));
        }
    }

    private async Task<ScriptSession> OpenAsync(Action<BoshOptions> options) => await OpenAsync(BoshClient.Terms, options);

    private async Task<ScriptSession> OpenAsync(string attributes = BoshClient.Terms, Action<BoshOptions>? options = null)
        => await ScriptSession.OpenAsync(
            Run(new BoshApp
            {
                Upstream = Listen(),
                Options = all =>
                {
                    all.ScriptSyntax = true;
                    options?.Invoke(all);
                },
            }),
            attributes);
}
