using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.DevServer;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.InteropTests.Chat;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Undelivered;

/// <summary>XEP-0206, recipient-unavailable: what those get to know whose stanzas reached a session that died with them.</summary>
public sealed class UndeliveredStanzaTests : RealServerTest
{
    private static readonly XNamespace Stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas";

    private readonly ManualTimeProvider _time = new();

    public UndeliveredStanzaTests(RealServers servers)
        : base(servers)
    {
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Sender_to_a_full_address_gets_each_message_and_query_back_as_an_error_in_order(ServerKind kind)
    {
        var (alice, bob, app) = await MeetAsync(kind, "bob");
        await SendAsync(app, alice, 7, $"""
            <message to='{bob.Jid}' id='m1' type='chat'><body>one</body></message>
            <presence to='{bob.Jid}' id='p1'/>
            <iq to='{bob.Jid}' id='q1' type='get'><query xmlns='jabber:iq:version'/></iq>
            <message to='{bob.Jid}' id='m2'><body>two</body></message>
            <iq to='{bob.Jid}' id='q2' type='set'><query xmlns='jabber:iq:private'/></iq>
            <message to='{bob.Jid}' id='m3' type='error'><error type='cancel'><gone xmlns='{Stanzas}'/></error></message>
            <message to='{bob.Jid}' id='m4' type='headline'><subject>three</subject></message>
            """);

        _time.Advance(61);

        await ExpectErrorAsync(alice, "message", "m1", bob.Jid, "recipient-unavailable");
        await ExpectErrorAsync(alice, "iq", "q1", bob.Jid, "service-unavailable");
        await ExpectErrorAsync(alice, "message", "m2", bob.Jid, "recipient-unavailable");
        await ExpectErrorAsync(alice, "iq", "q2", bob.Jid, "service-unavailable");
        await ExpectErrorAsync(alice, "message", "m4", bob.Jid, "recipient-unavailable");
        await ExpectNothingAsync(app, alice);
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Sender_to_a_bare_address_gets_each_message_back_as_an_error_in_order(ServerKind kind)
    {
        var (alice, bob, app) = await MeetAsync(kind, "bob");
        var bare = $"bob@{RealServers.Domain}";
        var own = await bob.Client.SendAsync("<presence xmlns='jabber:client'/>");
        Assert.Equal(bob.Jid, (string?)own.Body.Elements(Names.Client + "presence").Single().Attribute("from"));
        var ids = Enumerable.Range(1, 50).Select(number => $"m{number}").ToList();
        await SendAsync(app, alice, ids.Count, string.Concat(
            ids.Select((id, index) => $"<message to='{bare}' id='{id}' type='chat'><body>{Escape(HardTexts.All[index % HardTexts.All.Count])}</body></message>")));

        _time.Advance(61);

        // Both servers put the full address of the session in the place of the bare one that the errors are from.
        foreach (var id in ids)
        {
            await ExpectErrorAsync(alice, "message", id, bob.Jid, "recipient-unavailable");
        }

        await ExpectNothingAsync(app, alice);
        await alice.SendAsync($"<message to='{bare}' id='later' type='chat'><body>nobody there</body></message>");
        await ExpectErrorAsync(alice, "message", "later", bare, "service-unavailable");
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Sender_to_a_client_whose_connection_broke_while_it_waited_gets_the_message_back(ServerKind kind)
    {
        var (alice, bob, app) = await MeetAsync(kind, "bob", isOnSocket: true);
        var held = await bob.Client.HoldAsync();
        await held.AbortAsync();
        await SendAsync(app, alice, 1, Message(bob.Jid));

        _time.Advance(61);

        await ExpectErrorAsync(alice, "message", "m1", bob.Jid, "recipient-unavailable");
        await ExpectNothingAsync(app, alice);
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Sender_to_a_client_that_leaves_before_it_has_got_the_message_gets_it_back(ServerKind kind)
    {
        var (alice, bob, app) = await MeetAsync(kind, "bob");
        await SendAsync(app, alice, 1, Message(bob.Jid));

        (await bob.Client.TerminateAsync("<presence type='unavailable' xmlns='jabber:client'/>")).AssertTerminated(null);

        await ExpectErrorAsync(alice, "message", "m1", bob.Jid, "recipient-unavailable");
        await ExpectNothingAsync(app, alice);
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Sender_gets_the_message_back_when_the_app_is_stopped(ServerKind kind)
    {
        var (alice, bob, app) = await MeetAsync(kind, "bob");
        await SendAsync(app, alice, 1, Message(bob.Jid));

        await app.Host.StopAsync().Soon();

        await ExpectErrorAsync(alice, "message", "m1", bob.Jid, "recipient-unavailable");
        await alice.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task What_the_client_has_got_comes_back_to_nobody(ServerKind kind)
    {
        var (alice, bob, app) = await MeetAsync(kind, "bob");
        var held = await bob.Client.HoldAsync();
        await SendAsync(app, alice, 1, Message(bob.Jid));
        (await held.AnswerAsync()).AssertMessages("hello");

        _time.Advance(61);

        await ExpectNothingAsync(app, alice);
    }

    private async Task<(XmppTestClient Alice, (BoshClient Client, string Jid) Bob, BoshApp App)> MeetAsync(
        ServerKind kind, string user, bool isOnSocket = false)
    {
        var server = await ServerAsync(kind);
        var app = RunInFrontOf(server, _time, isOnSocket, options => options.Domains[RealServers.Domain].StreamManagement = false);
        var client = app.Client();
        var jid = await client.LoginAsync(user, RealServers.Password, RealServers.Domain);
        return (await LogInDirectlyAsync(server, "alice"), (client, jid), app);
    }

    private static string Message(string to) => $"<message to='{to}' id='m1' type='chat'><body>hello</body></message>";

    private static string Escape(string text) => new XText(text).ToString();

    /// <summary>Sends stanzas, and comes back when the other's session has them.</summary>
    private static async Task SendAsync(BoshApp app, XmppTestClient sender, int count, string stanzas)
    {
        var before = app.Servers.Seen;
        await sender.SendAsync(stanzas);
        await app.Servers.ReachAsync(before + count);
    }

    private static async Task ExpectErrorAsync(XmppTestClient sender, string kind, string id, string from, string condition)
    {
        var error = await sender.ReadAsync();
        Assert.Equal(XmppTestClient.Client + kind, error.Name);
        Assert.Equal("error", (string?)error.Attribute("type"));
        Assert.Equal(id, (string?)error.Attribute("id"));
        Assert.Equal(from, (string?)error.Attribute("from"));
        Assert.Equal(sender.Jid, (string?)error.Attribute("to"));
        var reason = error.Element(XmppTestClient.Client + "error")!;
        Assert.Equal(Stanzas + condition, reason.Elements().First().Name);
        Assert.Equal(condition is "recipient-unavailable" ? "wait" : "cancel", (string?)reason.Attribute("type"));
    }

    /// <summary>Once the dead session's stream is closed, the sender has got whatever it will get.</summary>
    private static async Task ExpectNothingAsync(BoshApp app, XmppTestClient sender)
    {
        await app.Servers.ClosedAsync();
        await sender.ExpectNothingAsync();
    }
}
