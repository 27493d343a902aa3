using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Terminating the BOSH Session.</summary>
public sealed class TerminationTests : BoshTest
{
    private const string Unavailable = "<presence type='unavailable' xmlns='jabber:client'/>";

    [Theory]
    [InlineData("terminate")]
    [InlineData("terminal")]
    public async Task Payload_of_the_request_is_forwarded_and_the_stream_is_closed(string type)
    {
        var session = await OpenAsync();
        (await session.Client.SendAsync(Unavailable, $"type='{type}'")).AssertTerminated(null);
        await session.Server.ExpectAsync(Unavailable + "</stream:stream>");
        await session.Server.SendAsync("</stream:stream>");
        Assert.Equal("", await session.Server.ReadToEndAsync());
    }

    [Fact]
    public async Task Oldest_request_is_told_and_the_others_are_answered_empty()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var oldest = await session.Client.HoldAsync();
        var held = await session.Client.HoldAsync();
        var terminate = await session.Client.TerminateAsync(Unavailable);
        (await oldest.AnswerAsync()).AssertTerminated(null);
        (await held.AnswerAsync()).AssertEmpty();
        terminate.AssertEmpty();
    }

    [Fact]
    public async Task Later_request_is_told_that_the_session_has_ended()
    {
        var session = await OpenAsync();
        await session.Client.TerminateAsync();
        (await session.Client.SendAsync("<presence xmlns='jabber:client'/>")).AssertTerminated(null);
        Assert.Equal("</stream:stream>", await session.Server.ReadToAsync(">"));
    }

    [Fact]
    public async Task Unknown_types_end_nothing()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync("", "type='whatever'");
        await session.Server.SayAsync("alive");
        (await held.AnswerAsync()).AssertMessages("alive");
    }

    [Fact]
    public async Task Client_may_say_why_it_ends_the_session()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync("", "type='error'");
        (await session.Client.SendAsync("", "type='terminate' condition='undefined-condition'")).AssertEmpty();
        (await held.AnswerAsync()).AssertTerminated(null);
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Fact]
    public async Task Request_to_terminate_waits_for_a_missing_one_for_a_moment_only()
    {
        var time = new ManualTimeProvider();
        var session = await OpenAsync(time: time);
        session.Client.Rid++;
        var terminate = await session.Client.HoldAsync(Unavailable, "type='terminate'");
        Assert.True(terminate.IsHeld);
        time.Advance(0.6);
        (await terminate.AnswerAsync()).AssertTerminated(null);
        await session.Server.ExpectAsync(Unavailable + "</stream:stream>");
    }

    [Fact]
    public async Task Request_to_terminate_that_overtakes_another_loses_nothing()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var terminate = await session.Client.HoldAsync(rid + 2, Unavailable, "type='terminate'");
        var last = await session.Client.HoldAsync(rid + 1, "<message xmlns='jabber:client' id='last'/>");
        (await last.AnswerAsync()).AssertTerminated(null);
        (await terminate.AnswerAsync()).AssertEmpty();
        await session.Server.ExpectAsync("<message xmlns='jabber:client' id='last'/>" + Unavailable + "</stream:stream>");
    }

    [Fact]
    public async Task Server_that_closes_the_stream_ends_the_session()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SendAsync("</stream:stream>");
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Client_that_leaves_goes_offline_at_the_server()
    {
        var app = Run(new BoshApp());
        var client = app.Client();
        await client.LoginAsync();
        Assert.Single(app.DevServer.OnlineUsers);
        (await client.TerminateAsync(Unavailable)).AssertTerminated(null);
        await app.DevServer.StopAsync(CancellationToken.None).Soon();
        Assert.Empty(app.DevServer.OnlineUsers);
    }
}
