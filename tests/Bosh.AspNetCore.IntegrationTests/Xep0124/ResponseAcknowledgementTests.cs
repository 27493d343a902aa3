using System.Globalization;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Response Acknowledgements: the client says which answers it has.</summary>
public sealed class ResponseAcknowledgementTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Answers_are_kept_until_they_are_acknowledged()
    {
        var (session, first, answers) = await AnsweredAsync(10);
        for (var i = 0; i < answers.Count; i++)
        {
            Assert.Equal(answers[i].Text, (await session.Client.SendAsync(first + i, "", Acknowledging(first - 1))).Text);
        }
    }

    [Fact]
    public async Task Answers_that_are_acknowledged_are_not_kept()
    {
        var (session, first, answers) = await AnsweredAsync(4);
        await session.Client.HoldAsync("", Acknowledging(first + 1));
        Assert.Equal(answers[2].Text, (await session.Client.SendAsync(first + 2, "", Acknowledging(first - 1))).Text);
        (await session.Client.SendAsync(first + 1, "", Acknowledging(first - 1))).AssertTerminated("item-not-found");
    }

    [Theory]
    [InlineData(-1000)]
    [InlineData(-1)]
    public async Task Acknowledgement_of_less_than_before_changes_nothing(int offset)
    {
        var (session, first, answers) = await AnsweredAsync(4);
        await session.Client.HoldAsync("", Acknowledging(first + 1));
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(first + 1 + offset));
        Assert.Equal(answers[3].Text, (await session.Client.SendAsync(first + 3, "", Acknowledging(first - 1))).Text);
    }

    [Fact]
    public async Task Acknowledgement_of_what_was_not_answered_takes_nothing_away()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.11' ack='1'");
        var one = await session.Client.HoldAsync("", Acknowledging(session.Client.Rid));
        var two = await session.Client.HoldAsync("", Acknowledging(9007199254740991));
        await session.Server.SayAsync("one");
        (await one.AnswerAsync()).AssertMessages("one");
        await session.Server.SayAsync("two");
        (await two.AnswerAsync()).AssertMessages("two");
    }

    [Fact]
    public async Task Client_that_has_acknowledged_before_has_all_answers_when_it_says_nothing()
    {
        var (session, first, _) = await AnsweredAsync(3);
        await session.Client.HoldAsync();
        (await session.Client.SendAsync(first + 2, "", Acknowledging(first - 1))).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Acknowledgements_mean_nothing_where_the_client_did_not_announce_them()
    {
        var session = await OpenAsync(BoshClient.Terms);
        await session.DeliverMessageAsync("1");
        var answer = await session.Client.SendAsync("", Acknowledging(session.Client.Rid));
        await session.Client.HoldAsync("", Acknowledging(session.Client.Rid));
        Assert.Equal(answer.Text, (await session.Client.SendAsync(session.Client.Rid - 1, "", Acknowledging(session.Client.Rid - 2))).Text);
    }

    [Fact]
    public async Task Next_answer_reports_the_one_that_seems_to_be_missing()
    {
        var (session, first, _) = await AnsweredAsync(1);
        _time.Advance(5.852);
        await session.DeliverMessageAsync("next");
        var answer = await session.Client.SendAsync("<presence xmlns='jabber:client'/>", Acknowledging(first - 1));
        answer.AssertMessages("next");
        Assert.Equal(Text(first), answer["report"]);
        Assert.Equal("5852", answer["time"]);
    }

    [Fact]
    public async Task Answer_does_not_wait_for_payload_when_it_has_something_to_report()
    {
        var (session, first, _) = await AnsweredAsync(1);
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(first - 1));
        _time.Advance(4.9);
        Assert.True(held.IsHeld);
        _time.Advance(0.2);
        var answer = await held.AnswerAsync();
        Assert.True(answer.Body.IsEmpty);
        Assert.Equal(Text(first), answer["report"]);
        Assert.InRange(int.Parse(answer["time"]!, CultureInfo.InvariantCulture), 5000, 5010);
    }

    [Fact]
    public async Task Client_repeats_what_was_reported_and_the_report_is_not_repeated()
    {
        var (session, first, answers) = await AnsweredAsync(1);
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(first - 1));
        _time.Advance(5.1);
        Assert.Equal(Text(first), (await held.AnswerAsync())["report"]);
        held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(first - 1));
        _time.Advance(10);
        Assert.True(held.IsHeld);
        Assert.Equal(answers[0].Text, (await session.Client.SendAsync(first, "", Acknowledging(first - 1))).Text);
        await session.Server.SayAsync("it goes on");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("it goes on");
        Assert.Null(answer["report"]);
        Assert.True((await session.Client.HoldAsync()).IsHeld);
    }

    [Fact]
    public async Task Time_of_a_report_is_an_unsigned_short()
    {
        var (session, first, _) = await AnsweredAsync(1, options => options.Inactivity = TimeSpan.FromMinutes(10));
        _time.Advance(100);
        var answer = await session.Client.SendAsync("<presence xmlns='jabber:client'/>", Acknowledging(first - 1));
        Assert.Equal(Text(first), answer["report"]);
        Assert.Equal("65535", answer["time"]);
    }

    [Fact]
    public async Task Nothing_is_reported_to_a_client_that_has_everything()
    {
        var (session, first, _) = await AnsweredAsync(2);
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(first + 1));
        _time.Advance(30);
        await AssertNothingReportedAsync(session, held);
    }

    [Fact]
    public async Task Nothing_is_reported_while_request_and_answer_may_have_crossed()
    {
        var (session, first, _) = await AnsweredAsync(1);
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(first - 1));
        await session.Server.SayAsync("next");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("next");
        Assert.Null(answer["report"]);
    }

    [Fact]
    public async Task Nothing_is_reported_of_a_request_that_never_came()
    {
        var (session, first, _) = await AnsweredAsync(1);
        session.Client.Rid++;
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(first));
        _time.Advance(10.1);
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        _time.Advance(10);
        await AssertNothingReportedAsync(session, held);
    }

    /// <summary>XMPPHP_BOSH: one request at a time, announced acknowledgements, and never one of them.</summary>
    [Fact]
    public async Task Xmpphp_announces_acknowledgements_and_never_sends_any()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Time = _time });
        var client = app.Client();
        client.Rid = 3000;
        var session = await ScriptedSession.OpenAsync(
            app, client, "content='text/xml; charset=utf-8' hold='1' route='xmpp:localhost:5222' secure='true' xmpp:version='1.6' wait='1' ack='1' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.Equal("3001", session.Creation["ack"]);
        for (var i = 0; i < 10; i++)
        {
            await session.DeliverMessageAsync(Text(i));
            var answer = await session.Client.SendAsync("<presence xmlns='jabber:client'/>");
            answer.AssertMessages(Text(i));
            Assert.Null(answer["ack"]);
            Assert.Null(answer["report"]);
            _time.Advance(2);
            Assert.Equal(answer.Text, (await session.Client.SendAsync(session.Client.Rid, "<presence xmlns='jabber:client'/>")).Text);
        }

        // It goes on with the next rid when an answer does not come: what would have been in it is not lost.
        await (await session.Client.HoldAsync("<presence xmlns='jabber:client'/>")).AbortAsync();
        await session.DeliverMessageAsync("not lost");
        (await session.Client.SendAsync("<presence xmlns='jabber:client'/>")).AssertMessages("not lost");
    }

    /// <summary>jBOSH before 0.8, as in Smack: it acknowledges the answer that created its session for ever, and takes any report for an error.</summary>
    [Fact]
    public async Task Jbosh_acknowledges_the_first_answer_for_ever()
    {
        var session = await OpenAsync("wait='60' hold='1' ver='1.8' ack='1'");
        var created = session.Client.Rid;
        await session.DeliverMessageAsync("0");
        await session.Client.SendAsync();
        for (var i = 1; i < 10; i++)
        {
            var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", Acknowledging(created));
            _time.Advance(10);
            Assert.True(held.IsHeld);
            await session.Server.SayAsync(Text(i));
            var answer = await held.AnswerAsync();
            answer.AssertMessages(Text(i));
            Assert.Null(answer["report"]);
        }
    }

    /// <summary>A request that had been answered could not be told of anything more.</summary>
    private static async Task AssertNothingReportedAsync(ScriptedSession session, BoshExchange held)
    {
        await session.Server.SayAsync("as ever");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("as ever");
        Assert.Null(answer["report"]);
    }

    private static string Acknowledging(long rid) => string.Create(CultureInfo.InvariantCulture, $"ack='{rid}'");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A session of a client that acknowledges an answer, and then none of so many that have payload.</summary>
    private async Task<(ScriptedSession Session, long First, List<BoshAnswer> Answers)> AnsweredAsync(int count, Action<BoshOptions>? options = null)
    {
        var session = await OpenAsync(options: options);
        await session.DeliverMessageAsync("acknowledged");
        (await session.Client.SendAsync()).AssertMessages("acknowledged");
        var acknowledged = session.Client.Rid;
        var answers = new List<BoshAnswer>();
        for (var i = 0; i < count; i++)
        {
            await session.DeliverMessageAsync(Text(i));
            answers.Add(await session.Client.SendAsync("", Acknowledging(acknowledged)));
            answers[i].AssertMessages(Text(i));
        }

        return (session, acknowledged + 1, answers);
    }

    private Task<ScriptedSession> OpenAsync(string attributes = BoshClient.Terms + " ack='1'", Action<BoshOptions>? options = null)
        => OpenAsync(attributes, options, _time);
}
