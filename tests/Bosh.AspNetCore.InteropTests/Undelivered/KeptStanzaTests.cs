using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.DevServer;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Undelivered;

/// <summary>
/// Stream management (XEP-0198) with real servers: what a client that went away has not got arrives at its next log-in, once, and nobody is told
/// that it was not delivered.
/// </summary>
public sealed class KeptStanzaTests : RealServerTest
{
    private const string Presence = "<presence xmlns='jabber:client'/>";

    private static readonly XNamespace Management = "urn:xmpp:sm:3";

    private readonly ManualTimeProvider _time = new();

    public KeptStanzaTests(RealServers servers)
        : base(servers)
    {
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task A_message_to_a_client_that_does_not_come_back_arrives_at_its_next_log_in_once(ServerKind kind)
    {
        var (app, alice) = await StartAsync(kind);
        var bob = await EnterAsync(app, "bob");
        await SayAsync(app, alice, "bob", "read");
        (await bob.SendAsync()).AssertMessages("read");
        await (await bob.HoldAsync()).AbortAsync();
        await SayAsync(app, alice, "bob", "missed");

        await GoAwayAsync(app);

        await ArrivesAsync(app, "bob", "missed");
        await alice.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task A_message_written_into_a_connection_that_was_cut_arrives_at_the_next_log_in_once(ServerKind kind)
    {
        var (app, alice) = await StartAsync(kind);
        var carol = await EnterAsync(app, "carol");
        await SayAsync(app, alice, "carol", "read");
        (await carol.SendAsync()).AssertMessages("read");
        using (var http = await RawHttp.ConnectAsync(app.EndPoint))
        {
            await http.SendAsync(RawHttp.Post(carol.Compose(++carol.Rid)));
            await SayAsync(app, alice, "carol", "lost on the way");

            // The answer has left us, and does not get to the client: it closes with all but the status line unread.
            await http.ExpectAsync("HTTP/1.1 200 OK");
        }

        await GoAwayAsync(app);

        await ArrivesAsync(app, "carol", "lost on the way");
        await alice.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Messages_on_their_way_when_the_app_is_stopped_arrive_at_the_next_log_in_once(ServerKind kind)
    {
        var (app, alice) = await StartAsync(kind);
        _ = await EnterAsync(app, "dave");
        await SayAsync(app, alice, "dave", "one");
        await SayAsync(app, alice, "dave", "two");

        await app.Host.StopAsync().Soon();

        var next = RunInFrontOf(await ServerAsync(kind, keepsMessages: true), isOnSocket: true);
        await ArrivesAsync(next, "dave", "one", "two");
        await alice.ExpectNothingAsync();
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task More_messages_than_servers_keep_are_all_accounted_for(ServerKind kind)
    {
        const int Count = 700;
        var (app, alice) = await StartAsync(kind);
        _ = await EnterAsync(app, "bob");
        var before = app.Servers.Seen;
        await alice.SendAsync(string.Concat(Enumerable.Range(0, Count).Select(n => Message("bob", $"{n}"))));
        await app.Servers.ReachAsync(before + Count);

        await GoAwayAsync(app);

        var (again, stored) = (app.Client(), new List<string>());
        await again.LoginAsync("bob", RealServers.Password, RealServers.Domain);
        var answer = await again.SendAsync(Presence);
        while (answer.Messages.Any() || stored.Count == 0)
        {
            stored.AddRange(answer.Messages);
            answer = await AnswerOrNothingAsync(again);
        }

        var back = new List<string>();
        while (back.Count + stored.Count < Count)
        {
            var error = await alice.ReadAsync();
            Assert.Equal("error", (string?)error.Attribute("type"));
            back.Add(((string?)error.Attribute("id"))!);
        }

        await alice.ExpectNothingAsync();
        await again.TerminateAsync();
        Assert.Equal(Enumerable.Range(0, Count).Select(n => $"{n}"), back.Concat(stored), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task A_client_that_uses_stream_management_itself_resumes_its_stream(ServerKind kind)
    {
        var (app, alice) = await StartAsync(kind);
        var bob = app.Client();
        var address = await bob.LoginAsync("bob", RealServers.Password, RealServers.Domain);
        var enabled = (await bob.SendAsync("<enable xmlns='urn:xmpp:sm:3' resume='true'/>")).Body.Elements(Management + "enabled").Single();
        await bob.SendAsync(Presence);
        var before = app.Servers.Seen;
        await alice.SendAsync($"<message to='{address}' type='chat'><body>missed</body></message>");
        await app.Servers.ReachAsync(before + 1);

        await GoAwayAsync(app);

        var again = app.Client();
        await again.AuthenticateAsync("bob", RealServers.Password, RealServers.Domain);
        var answer = await again.SendAsync($"<resume xmlns='urn:xmpp:sm:3' previd='{enabled.Attribute("id")!.Value}' h='1'/>");
        Assert.Single(answer.Body.Elements(Management + "resumed"));
        while (!answer.Messages.Any())
        {
            answer = await again.SendAsync();
        }

        answer.AssertMessages("missed");
        await alice.ExpectNothingAsync();
        await again.TerminateAsync("<a xmlns='urn:xmpp:sm:3' h='2'/>");
    }

    [Theory]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Without_it_the_sender_gets_the_message_back(ServerKind kind)
    {
        var (app, alice) = await StartAsync(kind, options => options.Domains[RealServers.Domain].StreamManagement = false);
        _ = await EnterAsync(app, "bob");
        await SayAsync(app, alice, "bob", "missed");

        await GoAwayAsync(app);

        var error = await alice.ReadAsync();
        Assert.Equal("error", (string?)error.Attribute("type"));
        Assert.Single(error.Descendants(XName.Get("recipient-unavailable", "urn:ietf:params:xml:ns:xmpp-stanzas")));
        await ArrivesAsync(app, "bob");
    }

    private async Task<(BoshApp App, XmppTestClient Alice)> StartAsync(ServerKind kind, Action<BoshOptions>? options = null)
    {
        var server = await ServerAsync(kind, keepsMessages: true);
        return (RunInFrontOf(server, _time, isOnSocket: true, options), await LogInDirectlyAsync(server, "alice"));
    }

    /// <summary>Logs in and becomes available.</summary>
    private static async Task<BoshClient> EnterAsync(BoshApp app, string user)
    {
        var client = app.Client();
        await client.LoginAsync(user, RealServers.Password, RealServers.Domain);
        Assert.Single((await client.SendAsync(Presence)).Body.Elements(Names.Client + "presence"));
        return client;
    }

    private static string Message(string user, string text)
        => $"<message to='{user}@{RealServers.Domain}' id='{text}' type='chat'><body>{text}</body></message>";

    /// <summary>Sends a message, and comes back when the other's session has it.</summary>
    private static async Task SayAsync(BoshApp app, XmppTestClient sender, string user, string text)
    {
        var before = app.Servers.Seen;
        await sender.SendAsync(Message(user, text));
        await app.Servers.ReachAsync(before + 1);
    }

    private async Task GoAwayAsync(BoshApp app)
    {
        _time.Advance(61);
        await app.Servers.ClosedAsync();
    }

    /// <summary>Logs in anew: these messages come, and no others.</summary>
    private static async Task ArrivesAsync(BoshApp app, string user, params string[] texts)
    {
        var client = app.Client();
        await client.LoginAsync(user, RealServers.Password, RealServers.Domain);
        var got = new List<string>((await client.SendAsync(Presence)).Messages);
        for (var answer = await AnswerOrNothingAsync(client); answer.Messages.Any(); answer = await AnswerOrNothingAsync(client))
        {
            got.AddRange(answer.Messages);
        }

        Assert.Equal(texts, got, StringComparer.Ordinal);
        await client.TerminateAsync();
    }

    /// <summary>What comes before the answer to a ping, or with it.</summary>
    private static Task<BoshAnswer> AnswerOrNothingAsync(BoshClient client)
        => client.SendAsync("<iq type='get' id='ping' xmlns='jabber:client'><ping xmlns='urn:xmpp:ping'/></iq>");
}
