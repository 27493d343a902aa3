using System.Globalization;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Request Acknowledgements: the client learns which of its requests have come.</summary>
public sealed class RequestAcknowledgementTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task First_answer_acknowledges_the_request_for_the_session()
    {
        var session = await OpenAsync();
        Assert.Equal(Text(session.Client.Rid), session.Creation["ack"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ack='0'")]
    [InlineData("ack='2'")]
    [InlineData("ack='4294967297'")]
    public async Task Client_that_does_not_ask_for_acknowledgements_gets_none(string attribute)
    {
        var session = await OpenAsync($"hold='1' wait='60' ver='1.11' {attribute}");
        Assert.Null(session.Creation["ack"]);
        var held = await session.Client.HoldAsync();
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", "ack='1'");
        (await held.AnswerAsync()).AssertEmpty();
    }

    [Fact]
    public async Task Answer_acknowledges_a_later_request_that_has_come()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(session.Client.Rid - 1));
        var answer = await held.AnswerAsync();
        Assert.Equal(Text(session.Client.Rid), answer["ack"]);
        Assert.True(answer.Body.IsEmpty);
    }

    [Fact]
    public async Task Answer_with_payload_acknowledges_too()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.11' ack='1'");
        var held = await session.Client.HoldAsync();
        await session.Client.HoldAsync("", Acknowledging(session.Client.Rid - 1));
        await session.Server.SayAsync("hello");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("hello");
        Assert.Equal(Text(session.Client.Rid), answer["ack"]);
    }

    [Fact]
    public async Task Request_behind_a_missing_one_is_not_acknowledged()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.11' ack='1'");
        var rid = session.Client.Rid;
        var one = await session.Client.HoldAsync(rid + 1, "<presence xmlns='jabber:client'/>");
        var two = await session.Client.HoldAsync(rid + 2, "<presence xmlns='jabber:client'/>");
        await session.Client.HoldAsync(rid + 4, "<presence xmlns='jabber:client'/>");
        Assert.Equal(Text(rid + 2), (await one.AnswerAsync())["ack"]);
        (await two.AnswerAsync()).AssertEmpty();
    }

    [Fact]
    public async Task Request_that_never_came_is_never_acknowledged()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var two = await session.Client.HoldAsync(rid + 2, "<presence xmlns='jabber:client'/>");
        _time.Advance(10.1);
        await session.Server.SayAsync("one is missing");
        Assert.Equal(Text(rid), (await two.AnswerAsync())["ack"]);
        await session.DeliverMessageAsync("still");
        Assert.Equal(Text(rid), (await session.Client.SendAsync(rid + 3, "", Acknowledging(rid + 2)))["ack"]);
    }

    [Fact]
    public async Task Answer_to_the_highest_request_acknowledges_nothing()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync("hello");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("hello");
        Assert.Null(answer["ack"]);
        held = await session.Client.HoldAsync();
        _time.Advance(60);
        (await held.AnswerAsync()).AssertEmpty();
    }

    [Theory]
    [InlineData("pause='10'", null)]
    [InlineData("type='terminate'", "terminate")]
    [InlineData("pause='9999'", "terminate")]
    [InlineData("xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'", null)]
    public async Task Answers_of_every_kind_acknowledge(string attributes, string? type)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Client.HoldAsync("", $"{attributes} {Acknowledging(session.Client.Rid - 1)}");
        var answer = await held.AnswerAsync();
        Assert.Equal(type, answer.Type);
        Assert.Equal(Text(session.Client.Rid), answer["ack"]);
    }

    [Fact]
    public async Task Answer_with_a_condition_acknowledges_too()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.11' ack='1'");
        var held = await session.Client.HoldAsync();
        var last = await session.Client.HoldAsync("", Acknowledging(session.Client.Rid - 1));
        await session.Server.SendAsync("</stream:stream>");
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-connection-failed");
        Assert.Equal(Text(session.Client.Rid), answer["ack"]);
        Assert.Null((await last.AnswerAsync())["ack"]);
    }

    [Fact]
    public async Task Recoverable_condition_acknowledges_too()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.11' ack='1'");
        var rid = session.Client.Rid;
        var held = await session.Client.HoldAsync();
        await session.Client.HoldAsync("", Acknowledging(rid));
        await session.Client.HoldAsync(rid + 1);
        var answer = await held.AnswerAsync();
        answer.AssertRecoverable();
        Assert.Equal(Text(rid + 2), answer["ack"]);
    }

    [Fact]
    public async Task Repeat_gets_the_acknowledgement_of_the_first_time()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var held = await session.Client.HoldAsync();
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(rid));
        var answer = await held.AnswerAsync();
        Assert.Equal(Text(rid + 2), answer["ack"]);
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(rid));
        Assert.Equal(answer.Text, (await session.Client.SendAsync(rid + 1)).Text);
    }

    private static string Acknowledging(long rid) => string.Create(CultureInfo.InvariantCulture, $"ack='{rid}'");

    private static string Text(long rid) => rid.ToString(CultureInfo.InvariantCulture);

    private Task<ScriptedSession> OpenAsync(string attributes = BoshClient.Terms + " ack='1'") => OpenAsync(attributes, null, _time);
}
