using System.Text.Json;
using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.DevServer;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.InteropTests.Chat;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Clients;

/// <summary>Released clients, as they come from npm, through our middleware to real servers.</summary>
public sealed class NodeClientTests : RealServerTest
{
    private const int Count = 50;
    private const string Stanza = "stanza";
    private const string Enough = "That is enough.";

    public NodeClientTests(RealServers servers)
        : base(servers)
    {
    }

    [Theory(Timeout = 300_000)]
    [InlineData("strophe", ServerKind.Prosody)]
    [InlineData("strophe", ServerKind.Ejabberd)]
    [InlineData(Stanza, ServerKind.Prosody)]
    [InlineData(Stanza, ServerKind.Ejabberd)]
    public async Task Client_logs_in_sends_in_order_receives_each_message_once_and_logs_out(string name, ServerKind kind)
    {
        var (app, bob) = await RunAsync(kind);
        var (fromClient, fromBob) = (Texts(name), Texts("bob"));
        using var client = await StartAsync(app, bob, name, fromClient);
        var jid = await OnlineAsync(client);
        foreach (var text in fromBob)
        {
            await SayAsync(bob, jid, text);
        }

        Assert.Equal(fromClient, await bob.ReadTextsAsync(Count));
        await SayAsync(bob, jid, Enough);
        var received = (await client.HearAsync("received")).Deserialize<string[]>()!;
        if (string.Equals(name, Stanza, StringComparison.Ordinal))
        {
            // It takes answers on two connections as they come to it, not in the order of their rids: on a busy machine two may change places.
            Assert.Equal(fromBob.Order(StringComparer.Ordinal), received.Order(StringComparer.Ordinal));
        }
        else
        {
            Assert.Equal(fromBob, received);
        }

        await client.HearAsync("offline");
        await client.EndAsync();
        Assert.Equal(0, app.LiveSessions);
    }

    /// <summary>stanza asks for two requests to be held and has two connections: with both held it would wait for half a minute before each message.</summary>
    [Theory(Timeout = 300_000)]
    [InlineData("strophe")]
    [InlineData("stanza")]
    public async Task Client_to_which_nobody_says_anything_can_send_all_the_same(string name)
    {
        var (app, bob) = await RunAsync(ServerKind.Prosody);
        var texts = Texts(name);
        using var client = await StartAsync(app, bob, name, texts);
        var jid = await OnlineAsync(client);

        Assert.Equal(texts, await bob.ReadTextsAsync(Count));
        await SayAsync(bob, jid, Enough);
        await client.HearAsync("received");
        await client.HearAsync("offline");
        await client.EndAsync();
    }

    private async Task<(BoshApp App, XmppTestClient Bob)> RunAsync(ServerKind kind)
    {
        var server = await ServerAsync(kind);
        return (RunInFrontOf(server, isOnSocket: true), await LogInDirectlyAsync(server, "bob"));
    }

    private static Task<NodeClient> StartAsync(BoshApp app, XmppTestClient peer, string name, IReadOnlyList<string> texts)
        => NodeClient.StartAsync(name, new
        {
            url = $"http://{app.EndPoint}/http-bind",
            jid = $"alice@{RealServers.Domain}",
            password = RealServers.Password,
            peer = peer.Jid,
            texts,
            enough = Enough,
        });

    private static async Task<string> OnlineAsync(NodeClient client)
    {
        var jid = (await client.HearAsync("online")).GetString()!;
        Assert.StartsWith($"alice@{RealServers.Domain}/", jid, StringComparison.Ordinal);
        return jid;
    }

    private static IReadOnlyList<string> Texts(string by) =>
        [.. Enumerable.Range(0, Count).Select(number => $"{HardTexts.All[number % HardTexts.All.Count]} {by} {number}")];

    private static Task SayAsync(XmppTestClient client, string to, string text) =>
        client.SendAsync($"<message to='{to}' type='chat'>{new XElement("body", text)}</message>");
}
