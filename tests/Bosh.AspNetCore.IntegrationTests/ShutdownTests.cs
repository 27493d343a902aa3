using System.Diagnostics;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Design, invariant 23: the host stops fast, and everybody hears of it.</summary>
public sealed class ShutdownTests : BoshTest
{
    [Fact]
    public async Task Held_requests_are_answered_and_the_host_stops_fast()
    {
        var app = Run(new BoshApp { IsOnSocket = true });
        var one = app.Client();
        var other = app.Client();
        await one.LoginAsync();
        await other.LoginAsync();
        var held = new[] { await one.HoldAsync(), await other.HoldAsync() };
        var clock = Stopwatch.StartNew();
        var stopping = app.Host.StopAsync();
        (await held[0].AnswerAsync()).AssertTerminated("system-shutdown");
        (await held[1].AnswerAsync()).AssertTerminated("system-shutdown");
        await stopping.Soon();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task No_session_is_created_and_no_request_is_held_while_the_host_stops()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();

        // The server takes its time to close the stream: so long the host does not go on.
        var stopping = session.App.Host.StopAsync();
        (await held.AnswerAsync()).AssertTerminated("system-shutdown");
        (await session.Client.SendAsync()).AssertTerminated("system-shutdown");
        (await session.App.Client().CreateAsync()).AssertTerminated("system-shutdown");
        await session.Server.ExpectAsync("</stream:stream>");
        await session.Server.SendAsync("</stream:stream>");
        await stopping.Soon();
    }

    [Fact]
    public async Task Requests_that_came_early_are_answered_too()
    {
        var session = await OpenAsync();
        var early = await session.Client.HoldAsync(session.Client.Rid + 2);
        var stopping = session.App.Host.StopAsync();
        (await early.AnswerAsync()).AssertTerminated("system-shutdown");
        session.Server.HalfClose();
        await stopping.Soon();
    }

    [Fact]
    public async Task Session_that_is_not_yet_connected_does_not_delay_the_end()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server });
        var creation = await app.Client().BeginAsync();
        var connection = await server.AcceptAsync();
        var stopping = app.Host.StopAsync();
        (await creation.AnswerAsync()).AssertTerminated("system-shutdown");
        await stopping.Soon();
    }

    [Fact]
    public async Task Server_that_does_not_close_the_stream_does_not_delay_the_end_for_long()
    {
        var time = new ManualTimeProvider();
        var session = await OpenAsync(time: time);
        var stopping = session.App.Host.StopAsync();
        await session.Server.ExpectAsync("</stream:stream>");
        time.Advance(5.1);
        await stopping.Soon();
    }
}
