using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>White space that keeps the connection to a server alive (RFC 6120, section 4.6.1).</summary>
public sealed class ServerKeepAliveTests : BoshTest
{
    private const string Presence = "<presence xmlns='jabber:client'/>";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Space_is_sent_when_nothing_was_for_the_interval()
    {
        var session = await LogInAsync(TimeSpan.FromSeconds(30));
        var reading = session.Server.ReadSomeAsync();
        _time.Advance(29.9);
        Assert.False(reading.IsCompleted);
        _time.Advance(0.2);
        await reading;
        await session.Server.ExpectAsync(" ");
        _time.Advance(30);
        await session.Server.ExpectAsync(" ");
    }

    [Fact]
    public async Task What_the_client_sends_puts_the_space_off()
    {
        var session = await LogInAsync(TimeSpan.FromSeconds(30));
        _time.Advance(20);
        var held = await session.Client.HoldAsync(Presence);
        await session.Server.ExpectAsync(Presence);
        var reading = session.Server.ReadSomeAsync();
        _time.Advance(29.9);
        Assert.False(reading.IsCompleted);
        _time.Advance(0.2);
        await reading;
        await session.Server.ExpectAsync(" ");
        await session.Server.SayAsync("thanks");
        (await held.AnswerAsync()).AssertMessages("thanks");
    }

    [Fact]
    public async Task Requests_that_carry_nothing_do_not_put_the_space_off()
    {
        var session = await LogInAsync(TimeSpan.FromSeconds(30));
        _time.Advance(20);
        await session.Client.HoldAsync();
        var reading = session.Server.ReadSomeAsync();
        _time.Advance(9.9);
        Assert.False(reading.IsCompleted);
        _time.Advance(0.2);
        await reading;
        await session.Server.ExpectAsync(" ");
    }

    [Fact]
    public async Task No_space_is_sent_while_the_client_logs_in()
    {
        var session = await OpenAsync(time: _time, options: options => options.Domains["localhost"].KeepAlive = TimeSpan.FromSeconds(10));
        _time.Advance(30);
        await session.Client.HoldAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AA==</auth>");
        await session.Server.ExpectAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AA==</auth>");
    }

    [Fact]
    public async Task No_space_is_sent_by_default()
    {
        var session = await LogInAsync(TimeSpan.Zero);
        _time.Advance(50);
        await session.Client.HoldAsync(Presence);
        await session.Server.ExpectAsync(Presence);
    }

    [Fact]
    public async Task No_space_follows_the_end_of_the_stream()
    {
        var session = await LogInAsync(TimeSpan.FromSeconds(1));
        await session.Client.TerminateAsync();
        await session.Server.ExpectAsync("</stream:stream>");
        _time.Advance(4);
        var end = session.Server.ReadToEndAsync();
        _time.Advance(2);
        Assert.Equal("", await end);
    }

    /// <summary>A session that is past SASL: the server has sent its features a second time.</summary>
    private async Task<ScriptedSession> LogInAsync(TimeSpan keepAlive)
    {
        var session = await OpenAsync(time: _time, options: options =>
        {
            options.Inactivity = TimeSpan.FromHours(1);
            options.Domains["localhost"].KeepAlive = keepAlive;
        });
        var restarting = session.Client.RestartAsync();
        await session.Server.OpenAsync("<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>");
        Assert.Equal(Names.Streams + "features", (await restarting).Body.Elements().Single().Name);
        return session;
    }
}
