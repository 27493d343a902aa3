using System.Globalization;
using System.Net;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Protecting Insecure Sessions.</summary>
public sealed class KeySequenceTests : BoshTest
{
    private const string Other = "0123456789abcdef0123456789abcdef01234567";

    private readonly KeyChain _keys = new("seed", 20);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Keys_are_hashes_of_the_text_of_the_one_before()
    {
        // K(3), K(2) and K(1) of the seed "seed", made by another program.
        var session = await OpenAsync("newkey='e51fd1b46928409a0fdbd44bdae28d2d7741813b'");
        await session.Client.HoldAsync(Message(1), "key='c62acc6f8c0c715ca7c1c81bec6fea819c9c3c62'");
        await session.Client.HoldAsync(Message(2), "key='92713d4709377111cf31f2a71986c411bd6cb5b0'");
        await session.Server.ExpectAsync(Message(1) + Message(2));
    }

    [Theory]
    [InlineData("e51fd1b46928409a0fdbd44bdae28d2d7741813b", "C62ACC6F8C0C715CA7C1C81BEC6FEA819C9C3C62", "92713d4709377111cf31f2a71986c411bd6cb5b0")]
    [InlineData("E51FD1B46928409A0FDBD44BDAE28D2D7741813B", "c62acc6f8c0c715ca7c1c81bec6fea819c9c3c62", "92713D4709377111CF31F2A71986C411BD6CB5B0")]
    [InlineData("052965008397d044d99ff784cf968d7f7ad3fa93", "6933934FB0BA58B2E2F7FFA33285BFFFEB9E5484", "92713D4709377111CF31F2A71986C411BD6CB5B0")]
    public async Task Keys_are_compared_without_regard_to_case(string newKey, string second, string first)
    {
        // The last row is of a client that hashes capitals.
        var session = await OpenAsync($"newkey='{newKey}'");
        await session.Client.HoldAsync(Message(1), $"key='{second}'");
        await session.Client.HoldAsync(Message(2), $"key='{first}'");
        await session.Server.ExpectAsync(Message(1) + Message(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("key=''")]
    [InlineData("key='" + Other + "'")]
    [InlineData("newkey='" + Other + "'")]
    [InlineData("key='" + Other + "' newkey='" + Other + "'")]
    [InlineData("type='terminate'")]
    [InlineData("key='" + Other + "' type='terminate'")]
    [InlineData("pause='60'")]
    [InlineData("xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    public async Task Nothing_of_a_request_with_a_wrong_key_is_processed_and_the_session_ends(string attributes)
    {
        var session = await OpenAsync(_keys.NewKey());
        (await session.Client.SendAsync(Message(1), attributes)).AssertTerminated("item-not-found");
        Assert.Equal("</stream:stream>", await session.Server.ReadToAsync(">"));
        (await session.Client.SendAsync("", _keys.Key())).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Key_that_was_used_is_wrong()
    {
        var session = await OpenAsync(_keys.NewKey());
        var key = _keys.Key();
        await session.Client.HoldAsync(Message(1), key);
        (await (await session.Client.HoldAsync(Message(2), key)).AnswerAsync()).AssertTerminated("item-not-found");
        Assert.Equal(Message(1) + "</stream:stream>", await session.Server.ReadToAsync("</stream:stream>"));
    }

    [Fact]
    public async Task Wrong_key_is_the_same_error_as_a_wrong_sid()
    {
        var session = await OpenAsync(_keys.NewKey() + " ack='1'");
        var wrong = await session.Client.SendAsync();
        var unknown = await session.Client.SendBodyAsync(
            "<body rid='1' sid='0123456789abcdef0123456789abcdef' xmlns='http://jabber.org/protocol/httpbind'/>");
        Assert.Equal(unknown.Text, wrong.Text);
    }

    [Fact]
    public async Task Legacy_client_gets_404_for_a_wrong_key()
    {
        var session = await base.OpenAsync($"hold='1' wait='60' {_keys.NewKey()}");
        var wrong = await session.Client.SendAsync();
        Assert.Equal(HttpStatusCode.NotFound, wrong.Status);
        Assert.Equal("item-not-found", wrong.Condition);
    }

    [Fact]
    public async Task Request_of_a_stranger_gets_nothing_that_has_come_for_the_client()
    {
        var session = await OpenAsync(_keys.NewKey());
        await session.DeliverMessageAsync("secret");
        await session.Server.SendAsync("</stream:stream>");
        await session.App.Servers.ClosedAsync();
        var answer = await session.Client.SendAsync();
        answer.AssertTerminated("item-not-found");
        Assert.True(answer.Body.IsEmpty);
    }

    [Fact]
    public async Task What_waits_for_the_client_goes_back_to_its_senders()
    {
        var session = await OpenAsync(_keys.NewKey());
        await session.DeliverMessageAsync("undelivered");
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
        Assert.Contains("recipient-unavailable", await session.Server.ReadToAsync("</stream:stream>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_looked_at_in_the_order_of_rids()
    {
        var session = await OpenAsync(_keys.NewKey());
        var rid = session.Client.Rid;
        string[] keys = [_keys.Key(), _keys.Key()];
        var two = await session.Client.HoldAsync(rid + 2, Message(2), keys[1]);
        Assert.True(two.IsHeld);
        (await session.Client.SendAsync(rid + 1, Message(1), keys[0])).AssertEmpty();
        await session.Server.ExpectAsync(Message(1) + Message(2));
    }

    [Fact]
    public async Task Wrong_key_behind_a_missing_request_is_found_when_its_turn_comes()
    {
        var session = await OpenAsync(_keys.NewKey());
        var rid = session.Client.Rid;
        var two = await session.Client.HoldAsync(rid + 2, Message(2), "type='terminate'");
        Assert.True(two.IsHeld);
        var one = await session.Client.HoldAsync(rid + 1, Message(1), _keys.Key());
        (await one.AnswerAsync()).AssertTerminated("other-request");
        (await two.AnswerAsync()).AssertTerminated("item-not-found");
        Assert.Equal(Message(1) + "</stream:stream>", await session.Server.ReadToAsync("</stream:stream>"));
    }

    [Fact]
    public async Task Request_that_never_comes_takes_its_key_with_it()
    {
        var session = await OpenAsync(_keys.NewKey());
        var rid = session.Client.Rid;
        _keys.Key();
        await session.Client.HoldAsync(rid + 2, Message(2), _keys.Key());
        _time.Advance(10.1);
        await session.Client.HoldAsync(rid + 3, Message(3), _keys.Key());
        await session.Server.ExpectAsync(Message(2) + Message(3));
    }

    [Fact]
    public async Task Repeat_is_an_exact_copy_with_the_key_of_the_request()
    {
        var session = await OpenAsync(_keys.NewKey());
        var key = _keys.Key();
        await session.DeliverMessageAsync("once");
        var answer = await session.Client.SendAsync(Message(1), key);
        answer.AssertMessages("once");
        Assert.Equal(answer.Text, (await session.Client.SendAsync(session.Client.Rid, Message(1), key)).Text);
        await session.Client.HoldAsync(Message(2), _keys.Key());
        await session.Server.ExpectAsync(Message(1) + Message(2));
    }

    [Fact]
    public async Task Stranger_with_another_key_does_not_get_a_repeat()
    {
        var session = await OpenAsync(_keys.NewKey());
        await session.DeliverMessageAsync("secret");
        (await session.Client.SendAsync("", _keys.Key())).AssertMessages("secret");
        (await session.Client.SendAsync(session.Client.Rid, "", _keys.Key())).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Body_that_cannot_be_read_ends_the_session_only_with_the_right_key()
    {
        var session = await OpenAsync(_keys.NewKey());
        var key = _keys.Key();
        var held = await session.Client.HoldAsync("", key);
        (await session.Client.SendAsync(session.Client.Rid + 1, "text", key)).AssertTerminated("bad-request");
        Assert.True(held.IsHeld);
        (await session.Client.SendAsync(session.Client.Rid + 1, "text", _keys.Key())).AssertTerminated("bad-request");
        (await held.AnswerAsync()).AssertTerminated("other-request");
    }

    [Fact]
    public async Task Client_switches_to_another_sequence()
    {
        var other = new KeyChain("another seed", 3);
        var session = await OpenAsync(_keys.NewKey());
        await session.Client.HoldAsync(Message(1), $"{_keys.Key()} {other.NewKey()}");
        await session.Client.HoldAsync(Message(2), other.Key());
        await session.Server.ExpectAsync(Message(1) + Message(2));
        (await (await session.Client.HoldAsync(Message(3), _keys.Key())).AnswerAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Key_means_nothing_before_there_is_a_sequence()
    {
        var session = await OpenAsync("");
        await session.Client.HoldAsync(Message(1), _keys.Key());
        await session.Client.HoldAsync(Message(2));
        await session.Server.ExpectAsync(Message(1) + Message(2));
    }

    [Fact]
    public async Task Sequence_may_begin_later()
    {
        var session = await OpenAsync("");
        await session.Client.HoldAsync(Message(1), _keys.NewKey());
        await session.Client.HoldAsync(Message(2), _keys.Key());
        await session.Server.ExpectAsync(Message(1) + Message(2));
        (await (await session.Client.HoldAsync(Message(3))).AnswerAsync()).AssertTerminated("item-not-found");
    }

    /// <summary>As JSJaC 1.4 does it: sixteen keys, of which the first is the seed itself and is never sent.</summary>
    [Fact]
    public async Task Jsjac_begins_another_sequence_in_the_request_with_its_last_key()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server });
        var keys = Sixteen(0);
        var session = await ScriptedSession.OpenAsync(app, $"hold='1' wait='300' {keys.NewKey()} xml:lang='en' ver='1.10' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'");
        for (var i = 1; i <= 50; i++)
        {
            var attributes = keys.Key();
            if (keys.Left == 0)
            {
                keys = Sixteen(i);
                attributes += " " + keys.NewKey();
            }

            await session.Server.SayAsync($"down {i}");
            var answer = await session.Client.SendAsync(Message(i), attributes);
            Assert.Null(answer.Type);
            await session.Server.ExpectAsync(Message(i));
        }

        static KeyChain Sixteen(int i) => new(string.Create(CultureInfo.InvariantCulture, $"0.8267{i}"), 15);
    }

    private static string Message(int id) =>
        string.Create(CultureInfo.InvariantCulture, $"<message xmlns='jabber:client' to='juliet@localhost' id='{id}'/>");

    private Task<ScriptedSession> OpenAsync(string attributes) => OpenAsync($"{BoshClient.Terms} {attributes}", null, _time);
}
