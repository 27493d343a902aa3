using System.Globalization;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Request IDs.</summary>
public sealed class RequestIdTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Payloads_are_forwarded_in_rid_order_whatever_order_they_come_in()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var rid = session.Client.Rid;
        var three = await session.Client.HoldAsync(rid + 3, Message(3));
        var two = await session.Client.HoldAsync(rid + 2, Message(2));
        Assert.True(two.IsHeld);
        Assert.True(three.IsHeld);
        var one = await session.Client.HoldAsync(rid + 1, Message(1));
        await session.Server.ExpectAsync(Message(1) + Message(2) + Message(3));
        (await one.AnswerAsync()).AssertEmpty();
        await session.Server.SayAsync("for two");
        (await two.AnswerAsync()).AssertMessages("for two");
        Assert.True(three.IsHeld);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    public async Task Rid_beyond_the_window_ends_the_session(int hold, int distance)
    {
        var session = await OpenAsync($"hold='{hold}' wait='60' ver='1.6'");
        var held = await session.Client.HoldAsync();
        (await session.Client.SendAsync(session.Client.Rid + distance, Message(1))).AssertTerminated("item-not-found");
        (await held.AnswerAsync()).AssertTerminated("other-request");
        Assert.Equal("</stream:stream>", await session.Server.ReadToAsync(">"));
    }

    [Fact]
    public async Task Last_rid_of_the_window_is_waited_for()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var two = await session.Client.HoldAsync(rid + 2);
        Assert.True(two.IsHeld);
        (await session.Client.SendAsync(rid + 1)).AssertEmpty();
        Assert.True(two.IsHeld);
    }

    [Fact]
    public async Task Rid_that_is_too_small_is_the_same_error_as_one_that_is_too_large()
    {
        var one = await OpenAsync();
        var tooSmall = await one.Client.SendAsync(one.Client.Rid - 10);
        var other = await OpenAsync();
        var tooLarge = await other.Client.SendAsync(other.Client.Rid + 10);
        var unknown = await other.Client.SendBodyAsync(
            "<body rid='1' sid='0123456789abcdef0123456789abcdef' xmlns='http://jabber.org/protocol/httpbind'/>");
        tooSmall.AssertTerminated("item-not-found");
        Assert.Equal(tooSmall.Bytes, tooLarge.Bytes);
        Assert.Equal(tooSmall.Bytes, unknown.Bytes);
    }

    [Fact]
    public async Task Repeated_rid_gets_the_same_bytes_and_its_payload_is_not_forwarded_again()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync(Message(1));
        await session.Server.ExpectAsync(Message(1));
        await session.Server.SayAsync("once");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("once");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(answer.Bytes, (await session.Client.SendAsync(session.Client.Rid, Message(1))).Bytes);
        }

        await session.Client.HoldAsync(Message(2));
        await session.Server.ExpectAsync(Message(2));
    }

    [Fact]
    public async Task Session_request_that_is_repeated_begins_another_session()
    {
        const string Creation = "<body rid='1000' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>";
        var app = Run(new BoshApp());
        var one = await app.Client().SendBodyAsync(Creation);
        var two = await app.Client().SendBodyAsync(Creation);
        Assert.NotEqual(one["sid"], two["sid"], StringComparer.Ordinal);
        Assert.Equal(2, app.LiveSessions);
    }

    [Fact]
    public async Task Answers_are_kept_for_as_many_requests_as_the_client_may_make()
    {
        var session = await OpenAsync();
        var first = session.Client.Rid + 1;
        var answers = new List<byte[]>();
        for (var i = 0; i < 4; i++)
        {
            await session.DeliverMessageAsync($"{i}");
            answers.Add((await session.Client.SendAsync()).Bytes);
        }

        Assert.Equal(answers[3], (await session.Client.SendAsync(first + 3)).Bytes);
        Assert.Equal(answers[2], (await session.Client.SendAsync(first + 2)).Bytes);
        (await session.Client.SendAsync(first)).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Repeat_must_be_an_exact_copy()
    {
        var session = await OpenAsync();
        await session.DeliverMessageAsync("secret");
        (await session.Client.SendAsync()).AssertMessages("secret");
        (await session.Client.SendAsync(session.Client.Rid, "<presence/>")).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Repeat_of_a_held_request_takes_its_place()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync(Message(1));
        var again = await session.Client.HoldAsync(session.Client.Rid, Message(1));
        (await held.AnswerAsync()).AssertRecoverable();
        Assert.True(again.IsHeld);
        await session.Server.ExpectAsync(Message(1));
        await session.Server.SayAsync("to the newer one");
        var answer = await again.AnswerAsync();
        answer.AssertMessages("to the newer one");
        Assert.Equal(answer.Bytes, (await session.Client.SendAsync(session.Client.Rid, Message(1))).Bytes);
        await session.Client.HoldAsync(Message(2));
        await session.Server.ExpectAsync(Message(2));
    }

    [Fact]
    public async Task Repeat_of_an_early_request_takes_its_place()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var early = await session.Client.HoldAsync(rid + 2, Message(2));
        var again = await session.Client.HoldAsync(rid + 2, Message(2));
        (await early.AnswerAsync()).AssertRecoverable();
        (await session.Client.SendAsync(rid + 1, Message(1))).AssertEmpty();
        await session.Server.ExpectAsync(Message(1) + Message(2));
        await session.Server.SayAsync("to the newer one");
        (await again.AnswerAsync()).AssertMessages("to the newer one");
    }

    [Fact]
    public async Task Request_that_is_repeated_too_often_is_a_policy_violation()
    {
        var session = await OpenAsync(options => options.Limits.MaxRepeats = 3);
        await session.DeliverMessageAsync("again");
        await session.Client.SendAsync();
        for (var i = 0; i < 3; i++)
        {
            (await session.Client.SendAsync(session.Client.Rid)).AssertMessages("again");
        }

        (await session.Client.SendAsync(session.Client.Rid)).AssertTerminated("policy-violation");
        (await session.Client.SendAsync()).AssertTerminated("policy-violation");
    }

    [Fact]
    public async Task Held_request_that_is_repeated_too_often_is_a_policy_violation()
    {
        var session = await OpenAsync(options => options.Limits.MaxRepeats = 3);
        var held = await session.Client.HoldAsync();
        for (var i = 0; i < 3; i++)
        {
            held = await session.Client.HoldAsync(session.Client.Rid);
        }

        (await session.Client.SendAsync(session.Client.Rid)).AssertTerminated("policy-violation");
        (await held.AnswerAsync()).AssertTerminated("other-request");
    }

    [Theory]
    [InlineData("pause='60'")]
    [InlineData("xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    [InlineData("type='terminate'")]
    public async Task Answers_of_every_kind_can_be_repeated(string attributes)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync("", attributes);
        if (attributes.Contains("restart", StringComparison.Ordinal))
        {
            await session.Server.OpenAsync("<stream:features/>");
        }

        var answer = await held.AnswerAsync();
        Assert.Equal(answer.Bytes, (await session.Client.SendAsync(session.Client.Rid, "", attributes)).Bytes);
    }

    [Fact]
    public async Task Answer_that_ended_the_session_can_be_repeated()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SendAsync("</stream:stream>");
        var answer = await held.AnswerAsync();
        Assert.Equal("terminate", answer.Type);
        Assert.Equal(answer.Bytes, (await session.Client.SendAsync(session.Client.Rid)).Bytes);
    }

    [Fact]
    public async Task Missing_request_that_comes_in_time_has_its_turn()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        await session.Client.HoldAsync(rid + 2, Message(2));
        _time.Advance(9.9);
        (await session.Client.SendAsync(rid + 1, Message(1))).AssertEmpty();
        await session.Server.ExpectAsync(Message(1) + Message(2));
    }

    [Fact]
    public async Task Request_that_never_comes_is_not_waited_for_without_end()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var two = await session.Client.HoldAsync(rid + 2, Message(2));
        _time.Advance(10.1);
        await session.Server.ExpectAsync(Message(2));
        await session.Server.SayAsync("it goes on");
        (await two.AnswerAsync()).AssertMessages("it goes on");
        (await session.Client.SendAsync(rid + 1, Message(1))).AssertTerminated("item-not-found");
        Assert.Equal("</stream:stream>", await session.Server.ReadToAsync(">"));
    }

    [Fact]
    public async Task Request_that_comes_late_but_in_time_is_forwarded_first()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        await session.Client.HoldAsync(rid + 2, Message(2));
        _time.Advance(9.9);
        await session.Client.HoldAsync(rid + 1, Message(1));
        _time.Advance(0.2);
        await session.Server.ExpectAsync(Message(1) + Message(2));
    }

    [Fact]
    public async Task Early_request_brings_the_held_one_its_answer()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var held = await session.Client.HoldAsync();
        session.Client.Rid++;
        var early = await session.Client.HoldAsync(Message(3));
        (await held.AnswerAsync()).AssertEmpty();
        _time.Advance(10.1);
        await session.Server.ExpectAsync(Message(3));
        Assert.True(early.IsHeld);
    }

    private static string Message(int id) =>
        string.Create(CultureInfo.InvariantCulture, $"<message xmlns='jabber:client' to='juliet@localhost' id='{id}'/>");

    private Task<ScriptedSession> OpenAsync(string attributes) => OpenAsync(attributes, null, _time);

    private Task<ScriptedSession> OpenAsync(Action<BoshOptions>? options = null) => OpenAsync(BoshClient.Terms, options, _time);
}
