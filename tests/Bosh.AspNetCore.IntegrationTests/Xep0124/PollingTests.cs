using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Polling Sessions.</summary>
public sealed class PollingTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("hold='0' wait='60'")]
    [InlineData("hold='1' wait='0'")]
    [InlineData("hold='0' wait='0'")]
    public async Task No_request_is_held(string terms)
    {
        var session = await OpenAsync(terms);
        _time.Advance(3);
        await session.Client.CollectAsync(0);
        await session.DeliverMessageAsync("fetched");
        await session.Client.CollectAsync(1, () => _time.Advance(3));
    }

    [Fact]
    public async Task Inactivity_period_is_longer_by_more_than_the_polling_interval()
    {
        var session = await OpenAsync("hold='0' wait='0'");
        Assert.Equal("64", session.Creation["inactivity"]);
        await session.Client.SendAsync();
        _time.Advance(63.9);
        Assert.Null((await session.Client.SendAsync()).Type);
        _time.Advance(64.1);
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Session_request_with_wait_0_is_answered_at_once_and_the_features_come_later()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Time = _time });
        var client = app.Client();
        var creation = await client.CreateAsync("hold='1' wait='0' ver='1.6' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.Equal("0", creation["wait"]);
        Assert.Null(creation["from"]);
        var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        await app.Servers.ReachAsync(1);
        var answer = await client.SendAsync();
        Assert.Equal(Names.Streams + "features", answer.Body.Elements().Single().Name);
        Assert.Equal("localhost", answer["from"]);
        Assert.Equal("stream-1", answer["authid"]);
    }

    [Fact]
    public async Task Session_that_polls_can_be_terminated()
    {
        var session = await OpenAsync("hold='0' wait='0'");
        (await session.Client.TerminateAsync("<presence type='unavailable'/>")).AssertTerminated(null);
        await session.Server.ExpectAsync("<presence type='unavailable'/></stream:stream>");
    }

    private async Task<ScriptedSession> OpenAsync(string terms)
    {
        var server = Listen();
        var client = Run(new BoshApp { Upstream = server, Time = _time });
        return await ScriptedSession.OpenAsync(client, terms + " ver='1.11'");
    }
}
