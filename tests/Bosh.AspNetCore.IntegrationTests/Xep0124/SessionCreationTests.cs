using System.Net;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Initiating a BOSH Session.</summary>
public sealed class SessionCreationTests : BoshTest
{
    [Fact]
    public async Task Answer_has_the_sid_and_the_terms_of_the_session()
    {
        var answer = (await OpenAsync()).Creation;
        Assert.Equal(32, answer["sid"]!.Length);
        Assert.Equal("55", answer["wait"]);
        Assert.Equal("1", answer["hold"]);
        Assert.Equal("2", answer["requests"]);
        Assert.Equal("60", answer["inactivity"]);
        Assert.Equal("2", answer["polling"]);
        Assert.Equal("120", answer["maxpause"]);
        Assert.Equal("1.11", answer["ver"]);
        Assert.Equal("localhost", answer["from"]);
        Assert.Null(answer["ack"]);
        Assert.Null(answer["stream"]);
        Assert.Null(answer.Type);
        Assert.Equal("text/xml; charset=utf-8", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData("hold='1' wait='20'", "20", "1", "2")]
    [InlineData("hold='2' wait='30'", "30", "2", "3")]
    [InlineData("hold='10' wait='3600'", "55", "2", "3")]
    [InlineData("hold='99999999999999999999' wait='99999999999999999999'", "55", "2", "3")]
    [InlineData("", "55", "1", "2")]
    [InlineData("hold='0' wait='60'", "55", "0", "1")]
    public async Task Client_gets_what_it_asks_for_within_the_limits(string asked, string wait, string hold, string requests)
    {
        var answer = (await OpenAsync(asked + " ver='1.6'")).Creation;
        Assert.Equal(wait, answer["wait"]);
        Assert.Equal(hold, answer["hold"]);
        Assert.Equal(requests, answer["requests"]);
    }

    [Theory]
    [InlineData("1.6", "1.6")]
    [InlineData("1.10", "1.10")]
    [InlineData("1.20", "1.11")]
    [InlineData("2.0", "1.11")]
    public async Task Version_is_the_lower_one_by_two_integers(string asked, string ver)
        => Assert.Equal(ver, (await OpenAsync($"hold='1' wait='60' ver='{asked}'")).Creation["ver"]);

    [Fact]
    public async Task What_options_switch_off_is_not_offered()
    {
        var answer = (await OpenAsync(options: options => options.Polling = options.MaxPause = TimeSpan.Zero)).Creation;
        Assert.Null(answer["polling"]);
        Assert.Null(answer["maxpause"]);
    }

    [Theory]
    [InlineData("route='xmpp:192.0.2.1:9999'")]
    [InlineData("ack='0' secure='false'")]
    [InlineData("ack='1' newthing='1' lang='en' xmpp='1.0'")]
    [InlineData("content='text/xml; charset=utf-8'")]
    [InlineData("xmlns:x='urn:example' x:rid='no number'")]
    public async Task Attributes_that_mean_nothing_here_are_ignored(string attributes)
    {
        var session = await OpenAsync(BoshClient.Terms + " " + attributes);
        Assert.Null(session.Creation.Type);
        await session.Server.SayAsync("hello");
        (await session.Client.SendAsync()).AssertMessages("hello");
    }

    [Fact]
    public async Task Attributes_of_a_session_request_change_nothing_later()
    {
        var time = new ManualTimeProvider();
        var session = await OpenAsync("hold='1' wait='30' ver='1.6'", time: time);
        var held = await session.Client.HoldAsync(
            "<presence xmlns='jabber:client'/>",
            "to='example.org' route='xmpp:192.0.2.1:9999' from='juliet@localhost' ver='1.0' content='text/html' wait='1' hold='0' ack='1'");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        time.Advance(29.5);
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("as ever");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("as ever");
        Assert.Equal("text/xml; charset=utf-8", answer.Header("Content-Type"));
    }

    [Fact]
    public async Task Terms_are_in_no_other_answer()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        var message = await session.Client.HoldAsync();
        await session.Server.SayAsync("hello");
        var answers = new List<BoshAnswer> { await held.AnswerAsync(), await message.AnswerAsync() };
        var restart = await session.Client.HoldAsync("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        await session.Server.OpenAsync("<stream:features/>");
        answers.Add(await restart.AnswerAsync());
        answers.Add(await session.Client.SendAsync("", "pause='100'"));
        answers.Add(await session.Client.TerminateAsync());
        Assert.Equal(
            ["", "", "", "", "type"],
            answers.Select(answer => string.Join(' ', answer.Body.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.Name))),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Server_that_does_not_say_who_it_is_is_taken_for_the_domain()
    {
        var server = Listen();
        var creation = await Run(new BoshApp { Upstream = server }).Client().BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(header: ScriptedConnection.Header.Replace(" from='localhost'", "", StringComparison.Ordinal));
        Assert.Equal("localhost", (await creation.AnswerAsync())["from"]);
    }

    [Fact]
    public async Task Server_says_who_it_is()
    {
        var server = Listen();
        var creation = await Run(new BoshApp { Upstream = server }).Client().BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(header: ScriptedConnection.Header.Replace(" from='localhost'", " from='xmpp.localhost'", StringComparison.Ordinal));
        Assert.Equal("xmpp.localhost", (await creation.AnswerAsync())["from"]);
    }

    [Theory]
    [InlineData("example.org", "host-unknown")]
    [InlineData("localhost.", "host-unknown")]
    [InlineData("127.0.0.1:5222", "host-unknown")]
    [InlineData("", "improper-addressing")]
    [InlineData(null, "improper-addressing")]
    public async Task Domain_must_be_one_that_is_served(string? to, string condition)
        => (await Run(new BoshApp()).Client().CreateAsync(to: to)).AssertTerminated(condition);

    [Fact]
    public async Task Each_domain_has_its_own_server()
    {
        var other = Listen();
        var app = Run(new BoshApp
        {
            Upstream = Listen(),
            Options = options => options.Domains.Add("example.org", domain =>
            {
                domain.Host = "127.0.0.1";
                domain.Port = other.Port;
            }),
        });
        await ScriptedSession.OpenAsync(app);
        var creation = await app.Client().BeginAsync(to: "example.org");
        var connection = await other.AcceptAsync();
        Assert.Contains(" to='example.org'", await connection.OpenAsync(header: ScriptedConnection.Header.Replace("localhost", "example.org", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("example.org", (await creation.AnswerAsync())["from"]);
    }

    [Fact]
    public async Task Domain_is_compared_without_regard_to_case()
        => Assert.Null((await Run(new BoshApp()).Client().CreateAsync(to: "LocalHost")).Type);

    [Fact]
    public async Task Every_session_has_a_sid_of_its_own()
    {
        var app = Run(new BoshApp());
        var client = app.Client();
        Assert.NotEqual((await client.CreateAsync())["sid"], (await client.CreateAsync())["sid"], StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3001")]
    [InlineData("4292510612377698")]
    [InlineData("9007199254740989")]
    public async Task Rid_may_be_any_number_below_two_to_the_53rd(string rid)
    {
        var client = Run(new BoshApp()).Client();
        client.Rid = long.Parse(rid, System.Globalization.CultureInfo.InvariantCulture) - 1;
        Assert.NotNull((await client.CreateAsync())["sid"]);
        var held = await client.HoldAsync();
        Assert.True(held.IsHeld);
        (await client.SendAsync(attributes: "type='terminate'")).AssertEmpty();
        (await held.AnswerAsync()).AssertTerminated(null);
    }

    [Fact]
    public async Task Xml_declaration_and_white_space_around_the_body_are_accepted()
    {
        var client = Run(new BoshApp()).Client();
        var answer = await client.SendBodyAsync(
            "<?xml version=\"1.0\" encoding='utf-8'?>\r\n<body rid=\"1\" to=\"localhost\" xmlns=\"http://jabber.org/protocol/httpbind\">\n</body>\n");
        Assert.NotNull(answer["sid"]);
    }

    [Fact]
    public async Task Service_that_is_full_asks_to_come_again_later()
    {
        var app = Run(new BoshApp { Options = options => options.Limits.MaxSessions = 1 });
        app.Log.Expect("A session was refused");
        var first = app.Client();
        await first.CreateAsync();
        var refused = await app.Client().CreateRawAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.Equal("10", refused.Header("Retry-After"));
        (await first.TerminateAsync()).AssertTerminated(null);
        Assert.NotNull((await app.Client().CreateAsync())["sid"]);
    }
}
