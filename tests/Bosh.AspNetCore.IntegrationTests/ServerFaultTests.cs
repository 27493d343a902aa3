using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Servers that are not there, do not answer, talk nonsense or break off: their clients hear of it, all others hear nothing.</summary>
public sealed class ServerFaultTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Server_that_cannot_be_reached_is_a_failed_connection()
    {
        var app = Run(new BoshApp
        {
            Options = options => options.Domains.Add("nowhere", domain =>
            {
                domain.Host = "127.0.0.1";
                domain.Port = ScriptedServer.ClosedPort();
            }),
        });
        app.Log.Expect("for nowhere failed");
        (await app.Client().CreateAsync(to: "nowhere")).AssertTerminated("remote-connection-failed");
        Assert.NotNull((await app.Client().CreateAsync())["sid"]);
    }

    [Fact]
    public async Task Server_whose_name_is_unknown_is_a_failed_connection()
    {
        var app = Run(new BoshApp { Options = options => options.Domains.Add("nowhere.invalid", _ => { }) });
        app.Log.Expect("for nowhere.invalid failed");
        (await app.Client().CreateAsync(to: "nowhere.invalid")).AssertTerminated("remote-connection-failed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<?xml version='1.0'?><stream:stream ")]
    public async Task Server_that_does_not_answer_is_a_failed_connection_when_the_time_is_over(string beginning)
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Time = _time });
        app.Log.Expect("no answer within the ConnectTimeout");
        var client = app.Client();
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.ReadHeaderAsync();
        await connection.SendAsync(beginning);
        _time.Advance(5);
        client.Join(await creation.AnswerAsync());
        _time.Advance(9.9);
        (await client.SendAsync("", "pause='60'")).AssertEmpty();
        var held = await client.HoldAsync();
        _time.Advance(0.2);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
        Assert.Equal("", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Server_that_sends_no_features_is_a_failed_connection_when_the_time_is_over()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Time = _time });
        app.Log.Expect("for localhost failed: no features within the ConnectTimeout");
        var client = app.Client();
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(first: "");
        await app.Servers.OpenedAsync();
        _time.Advance(5);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        _time.Advance(9.9);
        Assert.True(held.IsHeld);
        _time.Advance(0.2);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
        Assert.Equal("", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Server_of_the_time_before_features_need_not_send_any()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Time = _time });
        var client = app.Client();
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(first: "", header: ScriptedConnection.Header.Replace(" version='1.0' ", " ", StringComparison.Ordinal));
        await app.Servers.OpenedAsync();
        _time.Advance(5);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        _time.Advance(20);
        Assert.True(held.IsHeld);
        await connection.SayAsync("hello");
        (await held.AnswerAsync()).AssertMessages("hello");
    }

    [Fact]
    public async Task Server_that_takes_nothing_for_a_minute_is_a_failed_connection()
    {
        var session = await OpenAsync(time: _time, options: options => options.Limits.MaxBodySize = 16 * 1024 * 1024);
        session.App.Log.Expect("for localhost failed: the server takes nothing");
        var held = await session.Client.HoldAsync($"<message xmlns='jabber:client'><body>{new string('x', 8 * 1024 * 1024)}</body></message>");
        _time.Advance(50);
        Assert.True(held.IsHeld);

        // When the machine has taken all that it takes is not ours to know: the minute begins then.
        BoshAnswer answer;
        for (var minutes = 0; (answer = await AnswerAfterAMinuteAsync(held)).Type is null; minutes++)
        {
            Assert.InRange(minutes, 0, 100);
            held = await session.Client.HoldAsync();
        }

        answer.AssertTerminated("remote-connection-failed");

        async Task<BoshAnswer> AnswerAfterAMinuteAsync(BoshExchange exchange)
        {
            _time.Advance(60);
            return await exchange.AnswerAsync();
        }
    }

    [Theory]
    [InlineData("garbage", "TextNotAllowed, at byte 0")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "TextNotAllowed, at byte 0")]
    [InlineData("\uFEFF<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "TextNotAllowed, at byte 0")]
    [InlineData("<html>", "HeaderExpected, at byte 0")]
    [InlineData("<stream:stream xmlns:stream='http://etherx.jabber.org/streams' xmlns:stream='x'>", "DuplicateAttribute, at byte 63")]
    [InlineData("<!DOCTYPE x><stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "RestrictedXml, at byte 1")]
    [InlineData("<stream:features xmlns:stream='http://etherx.jabber.org/streams'/>", "HeaderExpected, at byte 65")]
    [InlineData("<?xml version='1.1'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "MalformedTag, at byte 0")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'>", "InvalidUtf8, at byte 0")]
    [InlineData("<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams' x>", "MalformedAttribute, at byte 85")]
    public async Task Server_that_sends_no_stream_is_a_failed_connection(string text, string fault)
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server });
        app.Log.Expect($"no XMPP stream: {fault}");
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.SendAsync(text);
        (await creation.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Server_that_closes_at_once_is_a_failed_connection()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server });
        app.Log.Expect("it closed the connection");
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.ReadHeaderAsync();
        connection.HalfClose();
        (await creation.AnswerAsync()).AssertTerminated("remote-connection-failed");
        Assert.Equal("", await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Server_that_resets_the_connection_is_lost()
    {
        var session = await OpenAsync();
        session.App.Log.Expect("for localhost failed");
        var held = await session.Client.HoldAsync();
        session.Server.Reset();
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Server_that_closes_its_half_of_the_connection_is_lost()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        session.Server.HalfClose();
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
        await session.Server.ReadToEndAsync();
    }

    [Theory]
    [InlineData("<message>")]
    [InlineData("<message")]
    [InlineData("<message><body>half a te")]
    public async Task What_was_not_sent_whole_is_not_delivered(string text)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SendAsync(text);
        session.Server.HalfClose();
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-connection-failed");
        Assert.True(answer.Body.IsEmpty);
    }

    [Theory]
    [InlineData("garbage", "TextNotAllowed")]
    [InlineData("<message></iq>", "MismatchedTag")]
    [InlineData("<message>&lol;</message>", "InvalidReference")]
    [InlineData("<message a='1' a='2'/>", "DuplicateAttribute")]
    [InlineData("<x:message/>", "UnboundPrefix")]
    [InlineData("<message><!-- comment --></message>", "RestrictedXml")]
    [InlineData("<message>\u0001</message>", "ForbiddenCharacter")]
    [InlineData("<![CDATA[x]]>", "RestrictedXml")]
    [InlineData("<?xml version='1.0'?>", "RestrictedXml")]
    [InlineData("</other:stream>", "MismatchedTag")]
    public async Task Server_that_sends_garbage_is_cut_off(string garbage, string rule)
    {
        var session = await OpenAsync();
        session.App.Log.Expect($"The server of localhost sent what is no XMPP stream: {rule}, at byte");
        var held = await session.Client.HoldAsync();
        await session.Server.SendAsync(garbage);
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-connection-failed");
        Assert.True(answer.Body.IsEmpty);
        await session.Server.ReadToEndAsync();
    }

    [Fact]
    public async Task Stanzas_before_the_garbage_are_delivered()
    {
        var session = await OpenAsync();
        session.App.Log.Expect("The server of localhost sent");
        await session.Server.SendAsync("<message><body>1</body></message><message><body>2</body></message><garbage>");
        await session.Server.SendAsync("</x>");
        await session.App.Servers.ClosedAsync();
        var answer = await session.Client.SendAsync();
        answer.AssertTerminated("remote-connection-failed");
        Assert.Equal(["1", "2"], answer.Messages, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Element_over_the_limit_ends_the_session()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxElementSize = 10_000);
        session.App.Log.Expect("an element of more than 10000 bytes");
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync(new string('x', 9_000));
        Assert.Single((await held.AnswerAsync()).Messages);
        held = await session.Client.HoldAsync();
        await session.Server.SendAsync("<message><body>" + new string('x', 20_000));
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-connection-failed");
        Assert.True(answer.Body.IsEmpty);
    }

    [Fact]
    public async Task Session_of_another_client_notices_nothing()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server });
        app.Log.Expect("The server of localhost sent");
        var one = await ScriptedSession.OpenAsync(app);
        var other = await ScriptedSession.OpenAsync(app);
        var held = await other.Client.HoldAsync();
        var lost = await one.Client.HoldAsync();
        await one.Server.SendAsync("garbage");
        (await lost.AnswerAsync()).AssertTerminated("remote-connection-failed");
        Assert.True(held.IsHeld);
        await other.Server.SayAsync("alive");
        (await held.AnswerAsync()).AssertMessages("alive");
    }

    [Fact]
    public async Task Server_that_does_not_close_the_stream_is_cut_off_after_a_while()
    {
        var session = await OpenAsync(time: _time);
        await session.Client.TerminateAsync();
        await session.Server.ExpectAsync("</stream:stream>");
        var end = session.Server.ReadToEndAsync();
        _time.Advance(4.9);
        Assert.False(end.IsCompleted);
        _time.Advance(0.2);
        Assert.Equal("", await end);
    }

    [Fact]
    public async Task No_more_is_read_from_a_server_than_the_client_fetches()
    {
        const int Count = 1_000;
        var session = await OpenAsync(options: options =>
        {
            options.Limits.MaxOutboundBuffer = 20_000;
            options.Limits.MaxAnswerSize = 20_000;
        });
        var text = new string('x', 10_000);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
            {
                await session.Server.SayAsync(text);
            }
        });
        var got = 0;
        while (got < Count)
        {
            got += (await session.Client.SendAsync()).Messages.Count();
            Assert.InRange(session.App.Servers.Seen - got, 0, 10);
        }

        await sending.Soon();
    }

    [Fact]
    public async Task Server_that_takes_nothing_is_a_failed_connection_before_too_much_waits_for_it()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxUpstreamBuffer = 100_000);
        var message = $"<message xmlns='jabber:client'><body>{new string('x', 1_000_000)}</body></message>";
        var waiting = new Queue<BoshExchange>();
        BoshAnswer? last = null;
        for (var i = 0; i < 100 && last?.Type is null; i++)
        {
            waiting.Enqueue(await session.Client.HoldAsync(message));
            if (waiting.Count > 4)
            {
                last = await waiting.Dequeue().AnswerAsync();
            }
        }

        last!.AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Server_that_ends_the_stream_while_something_waits_for_it_is_no_failure_for_the_operator()
    {
        const int Unread = 6 * 1024 * 1024; // more than the operating system takes for a server that reads nothing
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            Options = options => options.Limits.MaxBodySize = options.Limits.MaxUpstreamBuffer = 2 * Unread,
        });
        for (var i = 0; i < 10; i++)
        {
            // What waits fails while the session hears of the end: who is first depends.
            var session = await ScriptedSession.OpenAsync(app);
            var held = await session.Client.HoldAsync($"<message xmlns='jabber:client'><body>{new string('x', Unread)}</body></message>");
            await session.Server.ReadToAsync("<message");
            await session.Server.SendAsync("</stream:stream>");
            (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
        }
    }
}
