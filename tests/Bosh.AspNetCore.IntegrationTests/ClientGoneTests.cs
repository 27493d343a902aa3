using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Clients whose connections break while their requests are held (design, invariants 7 and 8), on real sockets.</summary>
public sealed class ClientGoneTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Repeat_of_the_request_gets_what_has_come_since()
    {
        var session = await OpenAsync();
        await (await session.Client.HoldAsync("<presence xmlns='jabber:client'/>")).AbortAsync();
        await session.DeliverMessageAsync("not lost");
        (await session.Client.SendAsync(session.Client.Rid, "<presence xmlns='jabber:client'/>")).AssertMessages("not lost");
        await session.Client.HoldAsync("<iq xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/><iq xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Next_request_gets_what_has_come_since()
    {
        var session = await OpenAsync();
        await (await session.Client.HoldAsync()).AbortAsync();
        await session.DeliverMessageAsync("not lost");
        (await session.Client.SendAsync()).AssertMessages("not lost");
        (await session.Client.SendAsync(session.Client.Rid - 1)).AssertEmpty();
    }

    [Fact]
    public async Task Repeat_of_the_request_is_held_when_nothing_has_come()
    {
        var session = await OpenAsync();
        await (await session.Client.HoldAsync()).AbortAsync();
        var again = await session.Client.HoldAsync(session.Client.Rid);
        Assert.True(again.IsHeld);
        await session.Server.SayAsync("to the newer one");
        (await again.AnswerAsync()).AssertMessages("to the newer one");
    }

    [Fact]
    public async Task Request_that_is_still_held_gets_what_comes_though_an_older_one_is_gone()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var one = await session.Client.HoldAsync();
        var two = await session.Client.HoldAsync();
        await one.AbortAsync();
        await session.Server.SayAsync("for two");
        (await two.AnswerAsync()).AssertMessages("for two");
    }

    [Fact]
    public async Task Request_that_is_still_held_gets_what_comes_though_a_newer_one_is_gone()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var one = await session.Client.HoldAsync();
        var two = await session.Client.HoldAsync();
        await two.AbortAsync();
        await session.Server.SayAsync("for one");
        (await one.AnswerAsync()).AssertMessages("for one");
        await session.DeliverMessageAsync("for the repeat of two");
        (await session.Client.SendAsync(session.Client.Rid)).AssertMessages("for the repeat of two");
    }

    [Fact]
    public async Task Payload_of_a_request_that_came_early_is_forwarded_though_its_client_is_gone()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        await (await session.Client.HoldAsync(rid + 2, "<b xmlns='x'/>")).AbortAsync();
        await session.Client.HoldAsync(rid + 1, "<a xmlns='x'/>");
        await session.Server.ExpectAsync("<a xmlns='x'/><b xmlns='x'/>");
    }

    [Fact]
    public async Task Session_of_a_client_that_does_not_come_back_ends_after_the_inactivity_period()
    {
        var session = await OpenAsync();
        await (await session.Client.HoldAsync()).AbortAsync();
        _time.Advance(59.9);
        Assert.Equal(1, session.App.LiveSessions);
        _time.Advance(0.2);
        await session.Server.ExpectAsync("</stream:stream>");
        Assert.Equal(0, session.App.LiveSessions);
    }

    [Fact]
    public async Task Session_whose_creator_does_not_wait_ends_after_the_inactivity_period()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Time = _time, IsOnSocket = true });
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        await creation.AbortAsync();
        await connection.OpenAsync();
        await app.Servers.ReachAsync(1);
        _time.Advance(60.1);
        await connection.ExpectAsync("</stream:stream>");
        Assert.Equal(0, app.LiveSessions);
    }

    [Fact]
    public Task Next_request_is_told_how_the_session_ended_meanwhile() => EndMeanwhileAsync(nextRid: 1);

    [Fact]
    public Task Repeat_of_the_request_is_told_how_the_session_ended_meanwhile() => EndMeanwhileAsync(nextRid: 0);

    private async Task EndMeanwhileAsync(int nextRid)
    {
        var session = await OpenAsync();
        await (await session.Client.HoldAsync()).AbortAsync();
        await session.Server.SendAsync(
            "<message><body>last words</body></message>"
            + "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
        await session.App.Servers.ClosedAsync();
        var answer = await session.Client.SendAsync(session.Client.Rid + nextRid);
        answer.AssertTerminated("remote-stream-error");
        Assert.Equal("last words", Assert.Single(answer.Messages));
    }

    private Task<ScriptedSession> OpenAsync(string attributes = BoshClient.Terms) => OpenAsync(attributes, null, _time, isOnSocket: true);
}
