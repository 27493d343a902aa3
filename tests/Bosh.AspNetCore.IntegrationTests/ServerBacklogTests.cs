using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Servers that are behind with what they are sent when the session ends: a busy one, or one that lets its clients send only so fast.</summary>
public sealed class ServerBacklogTests : BoshTest
{
    /// <summary>More than the operating system takes for a server that reads nothing.</summary>
    private const int Unread = 6 * 1024 * 1024;

    private const string StreamEnd = "</stream:stream>";

    private static readonly string Message = $"<message xmlns='jabber:client'><body>{new string('x', Unread)}</body></message>";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Server_that_is_behind_is_sent_everything_before_its_time_to_close_the_stream_begins()
    {
        var session = await OpenBehindAsync();
        await session.Client.TerminateAsync();
        _time.Advance(6);
        await AssertReadsAsync(session, Message + StreamEnd);
        await session.Server.SendAsync(StreamEnd);
        Assert.Equal("", await session.Server.ReadToEndAsync());
    }

    [Fact]
    public async Task Server_that_keeps_the_stream_for_its_client_is_sent_everything_before_the_connection_is_cut()
    {
        var session = await OpenAsync(time: _time, options: AllowMuch);
        var enabling = await session.Client.HoldAsync("<enable xmlns='urn:xmpp:sm:3' resume='1'/>");
        await session.Server.ExpectAsync("<enable xmlns='urn:xmpp:sm:3' resume='1'/>");
        await session.DeliverAsync("<enabled xmlns='urn:xmpp:sm:3' id='x' resume='1'/>");
        await enabling.AnswerAsync();
        var held = await session.Client.HoldAsync(Message);
        var stopping = session.App.Host.StopAsync();
        (await held.AnswerAsync()).AssertTerminated("system-shutdown");
        _time.Advance(6);
        await AssertReadsAsync(session, Message);
        Assert.Equal("", await session.Server.ReadToEndAsync());
        await stopping.Soon();
    }

    [Fact]
    public async Task Server_that_takes_nothing_of_the_rest_is_cut_off_after_a_minute()
    {
        var session = await OpenBehindAsync();
        await session.Client.TerminateAsync();
        _time.Advance(60.1);
        await session.App.Servers.ClosedAsync();
    }

    private async Task<ScriptedSession> OpenBehindAsync()
    {
        var session = await OpenAsync(time: _time, options: AllowMuch);
        await session.Client.HoldAsync(Message);
        return session;
    }

    private static async Task AssertReadsAsync(ScriptedSession session, string text)
        => Assert.Equal(text, Encoding.UTF8.GetString(await session.Server.ReadBytesAsync(text.Length)));

    private static void AllowMuch(BoshOptions options) => options.Limits.MaxBodySize = options.Limits.MaxUpstreamBuffer = 2 * Unread;
}
