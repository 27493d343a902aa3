using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Inactivity.</summary>
public sealed class InactivityTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Session_without_a_request_ends_after_the_inactivity_period_and_does_not_exist_then()
    {
        var session = await OpenAsync();
        _time.Advance(60.1);
        Assert.Equal("</stream:stream>", await EndOfStreamAsync(session));
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Request_within_the_period_keeps_the_session()
    {
        var session = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(59);
            var held = await session.Client.HoldAsync();
            await session.Server.SayAsync("still there");
            (await held.AnswerAsync()).AssertMessages("still there");
        }
    }

    [Fact]
    public async Task Period_does_not_run_while_a_request_is_held()
    {
        var session = await OpenAsync(options => options.Inactivity = TimeSpan.FromSeconds(5));
        var held = await session.Client.HoldAsync();
        _time.Advance(50);
        await session.Server.SayAsync("in time");
        (await held.AnswerAsync()).AssertMessages("in time");
        _time.Advance(4.9);
        held = await session.Client.HoldAsync();
        await session.Server.SayAsync("and again");
        (await held.AnswerAsync()).AssertMessages("and again");
    }

    [Fact]
    public async Task Period_counts_from_the_last_answer()
    {
        var session = await OpenAsync(options => options.Inactivity = TimeSpan.FromSeconds(5));
        var held = await session.Client.HoldAsync();
        _time.Advance(54.9);
        (await held.AnswerAsync()).AssertEmpty();
        _time.Advance(4.9);
        held = await session.Client.HoldAsync();
        await session.Server.SayAsync("in time");
        (await held.AnswerAsync()).AssertMessages("in time");
    }

    [Fact]
    public async Task Pause_answers_all_requests_and_carries_no_payload()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        var pause = await session.Client.HoldAsync(attributes: "pause='100'");
        (await held.AnswerAsync()).AssertEmpty();
        (await pause.AnswerAsync()).AssertEmpty();
        await session.DeliverMessageAsync("later");
        _time.Advance(99);
        (await session.Client.SendAsync()).AssertMessages("later");
    }

    [Fact]
    public async Task Payload_of_a_pause_is_forwarded()
    {
        var session = await OpenAsync();
        await session.Client.SendAsync("<presence xmlns='jabber:client'/>", "pause='100'");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Session_ends_when_a_pause_is_over()
    {
        var session = await OpenAsync();
        await session.Client.SendAsync(attributes: "pause='100'");
        _time.Advance(100.1);
        await EndOfStreamAsync(session);
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Pause_may_be_shorter_than_the_inactivity_period()
    {
        var session = await OpenAsync();
        await session.Client.SendAsync(attributes: "pause='10'");
        _time.Advance(10.1);
        await EndOfStreamAsync(session);
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Pause_as_long_as_the_inactivity_period_returns_all_requests()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        (await session.Client.SendAsync(attributes: "pause='60'")).AssertEmpty();
        (await held.AnswerAsync()).AssertEmpty();
        _time.Advance(59.9);
        Assert.Equal(1, session.App.LiveSessions);
        _time.Advance(0.2);
        await EndOfStreamAsync(session);
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Period_is_back_to_normal_after_the_next_request()
    {
        var session = await OpenAsync();
        await session.Client.SendAsync(attributes: "pause='100'");
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync("back");
        await held.AnswerAsync();
        _time.Advance(60.1);
        await EndOfStreamAsync(session);
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Theory]
    [InlineData(120, 121)]
    [InlineData(0, 1)]
    public async Task Pause_that_is_longer_than_offered_is_a_policy_violation(int maxPause, int pause)
    {
        var session = await OpenAsync(options => options.MaxPause = TimeSpan.FromSeconds(maxPause));
        (await session.Client.SendAsync(attributes: $"pause='{pause}'")).AssertTerminated("policy-violation");
        Assert.Equal("</stream:stream>", await EndOfStreamAsync(session));
    }

    [Fact]
    public async Task Pause_may_be_one_request_too_many()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var early = await session.Client.HoldAsync(rid + 2);
        var pause = await session.Client.HoldAsync(rid + 3, "", "pause='60'");
        _time.Advance(0.6);
        (await early.AnswerAsync()).AssertEmpty();
        (await pause.AnswerAsync()).AssertEmpty();
    }

    private Task<ScriptedSession> OpenAsync(Action<BoshOptions>? options = null) => OpenAsync(BoshClient.Terms, options, _time);

    private static async Task<string> EndOfStreamAsync(ScriptedSession session)
    {
        var rest = await session.Server.ReadToAsync("</stream:stream>");
        session.Server.Dispose();
        return rest;
    }
}
