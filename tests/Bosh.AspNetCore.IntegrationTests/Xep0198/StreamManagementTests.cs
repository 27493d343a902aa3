using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0198;

/// <summary>XEP-0198, between us and the server or between the client and the server.</summary>
public sealed class StreamManagementTests : BoshTest
{
    private const string Offer = "<stream:features><sm xmlns='urn:xmpp:sm:3'/></stream:features>";
    private const string Presence = "<presence xmlns='jabber:client'/>";
    private const string Enable = "<enable xmlns='urn:xmpp:sm:3'/>";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_message_to_a_client_that_goes_away_is_not_acknowledged_and_not_sent_back()
    {
        var session = await OpenOfferedAsync();
        var held = await session.Client.HoldAsync(Presence);
        await session.Server.ExpectAsync(Enable + Presence);
        await session.Server.SendAsync("<enabled xmlns='urn:xmpp:sm:3'/>" + ScriptedConnection.Message("1") + "<r xmlns='urn:xmpp:sm:3'/>");
        (await held.AnswerAsync()).AssertMessages("1");
        await session.Server.ExpectAsync("<a xmlns='urn:xmpp:sm:3' h='0'/>");
        await (await session.Client.HoldAsync()).AbortAsync();
        await session.Server.ExpectAsync("<a xmlns='urn:xmpp:sm:3' h='1'/>");
        await session.DeliverMessageAsync("2");
        _time.Advance(61);
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Fact]
    public async Task The_connection_of_a_client_that_can_resume_is_cut_and_its_stream_stays()
    {
        var session = await OpenOfferedAsync();
        (await session.Client.HoldAsync("<enable xmlns='urn:xmpp:sm:3' resume='1'/>")).Dispose();
        await session.Server.ExpectAsync("<enable xmlns='urn:xmpp:sm:3' resume='1'/>");
        await session.DeliverAsync("<enabled xmlns='urn:xmpp:sm:3' id='x' resume='1'/>");
        var held = await session.Client.HoldAsync(ScriptedConnection.Message("up"));
        await session.Server.SayAsync("1");
        (await held.AnswerAsync()).AssertMessages("1");
        _time.Advance(61);
        Assert.Equal(ScriptedConnection.Message("up"), Plain(await session.Server.ReadToEndAsync()));
    }

    [Fact]
    public async Task The_server_hears_nothing_of_it_when_the_domain_does_not_want_it()
    {
        var session = await OpenOfferedAsync(options => options.Domains["localhost"].StreamManagement = false);
        await session.Client.HoldAsync(Presence);
        await session.Server.ExpectAsync(Presence);
    }

    private static string Plain(string text) => text.Replace(" xmlns='jabber:client'", "", StringComparison.Ordinal);

    private async Task<ScriptedSession> OpenOfferedAsync(Action<BoshOptions>? options = null)
    {
        var session = await OpenAsync(options: options, time: _time, isOnSocket: true);
        var restart = session.Client.RestartAsync();
        await session.Server.OpenAsync(Offer);
        await restart;
        return session;
    }
}
