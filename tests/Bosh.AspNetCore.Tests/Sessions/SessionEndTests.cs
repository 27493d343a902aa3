using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Inactivity, Terminating the BOSH Session, Terminal Binding Conditions; XEP-0206, recipient-unavailable.</summary>
public sealed class SessionEndTests : SessionTest
{
    private const string Unavailable = "<presence type='unavailable' xmlns='jabber:client'/>";

    [Fact]
    public void The_payload_of_a_terminate_request_goes_to_the_server_before_the_stream_is_closed()
    {
        SessionHarness harness = SessionHarness.Created();
        IsAnswered(harness.Send(1, Unavailable, "type='terminate'"), Terminated);
        Assert.Equal(Unavailable + "[close]", harness.Link.Sent);
        Assert.Equal(SessionEnd.Terminated, harness.Ended);
    }

    [Fact]
    public void The_oldest_request_is_told_of_the_end_and_the_others_are_answered_empty()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2, attributes: "type='terminate'");
        IsAnswered(one, Terminated);
        IsHeld(two);
        harness.Written(one);
        IsAnswered(two, Empty);
    }

    [Fact]
    public void A_stuck_writing_does_not_keep_the_last_answers_back()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2, attributes: "type='terminate'");
        harness.Advance(2.1);
        IsAnswered(one, Terminated);
        IsAnswered(two, Empty);
    }

    [Fact]
    public void A_terminate_request_may_be_one_too_many()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(1);
        harness.Send(2, Message("2"));
        harness.Send(4, Message("4"));
        HeldRequest end = harness.Send(5, attributes: "type='terminate'");
        harness.Send(3, Message("3"));
        Assert.Equal(Message("2") + Message("3") + Message("4") + "[close]", harness.Link.Sent);
        harness.Advance(10);
        Assert.True(end.Answer.IsCompleted);
    }

    [Fact]
    public void A_terminate_request_behind_a_gap_waits_a_moment_for_what_was_sent_just_before_it()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest end = harness.Send(2, attributes: "type='terminate'");
        harness.Advance(0.3);
        harness.Send(1, Message("1"));
        Assert.Equal(Message("1") + "[close]", harness.Link.Sent);
        harness.Advance(3);
        Assert.True(end.Answer.IsCompleted);
    }

    [Fact]
    public void A_terminate_request_behind_a_gap_ends_the_session_when_nothing_comes()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest end = harness.Send(2, Unavailable, "type='terminate'");
        harness.Advance(0.6);
        IsAnswered(end, Terminated);
        Assert.Equal(Unavailable + "[close]", harness.Link.Sent);
    }

    [Fact]
    public void The_last_answer_is_repeated_and_later_requests_learn_that_it_is_over()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Written(harness.Send(1, attributes: "type='terminate'"));
        HeldRequest repeat = harness.Send(1, attributes: "type='terminate'");
        IsAnswered(repeat, Terminated);
        harness.Written(repeat);
        IsAnswered(harness.Send(2), Terminated);
    }

    [Fact]
    public void A_session_whose_client_is_away_for_too_long_is_gone_without_a_word()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Advance(59.9);
        Assert.Equal(SessionEnd.None, harness.Ended);
        harness.Advance(0.2);
        Assert.Equal(SessionEnd.Inactive, harness.Ended);
        Assert.True(harness.IsForgotten);
        Assert.Equal("[close]", harness.Link.Sent);
    }

    [Fact]
    public void A_held_request_keeps_a_session_from_being_inactive()
    {
        SessionHarness harness = SessionHarness.Created();
        for (int i = 1; i < 10; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.Advance(29.9);
            IsAnswered(request, Empty);
            harness.Written(request);
            harness.Advance(40);
        }

        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void A_request_whose_client_has_gone_does_not()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.Advance(10);
        harness.ClientGone(one);
        harness.Advance(59);
        Assert.Equal(SessionEnd.None, harness.Ended);
        harness.Advance(2);
        Assert.Equal(SessionEnd.Inactive, harness.Ended);
    }

    [Fact]
    public void A_pause_answers_all_requests_without_payload_and_lengthens_the_inactivity_period()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        HeldRequest pause = harness.Send(2, attributes: "pause='100'");
        IsAnswered(one, Empty);
        harness.FromServer(Message("1"));
        harness.Written(one);
        IsAnswered(pause, Empty);
        harness.Written(pause);
        harness.Advance(99);
        Assert.Equal(SessionEnd.None, harness.Ended);
        HeldRequest back = harness.Send(3);
        IsAnswered(back, With(Message("1")));
        harness.Written(back);
        harness.Advance(61);
        Assert.Equal(SessionEnd.Inactive, harness.Ended);
    }

    [Fact]
    public void A_pause_that_is_too_long_is_a_policy_violation()
    {
        SessionHarness harness = SessionHarness.Created();
        IsAnswered(harness.Send(1, attributes: "pause='121'"), Terminal("policy-violation"));
    }

    [Fact]
    public void A_stream_error_reaches_the_client_whole_after_the_stanzas_before_it()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        const string Error = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
        harness.FromServer(Message("1"), Error);
        IsAnswered(
            one,
            "<body type='terminate' condition='remote-stream-error' xmlns='http://jabber.org/protocol/httpbind' " +
            $"xmlns:stream='http://etherx.jabber.org/streams'>{Message("1")}{Error}</body>");
        harness.ServerGone();
        Assert.Equal(SessionEnd.StreamError, harness.Ended);
    }

    [Fact]
    public void A_stream_error_waits_for_a_request_to_carry_it()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.FromServer("<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        harness.ServerGone();
        Assert.Contains("<reset ", SessionHarness.Payload(harness.Send(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_goes_away_is_told_after_all_that_it_sent()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.FromServer(Message("1"));
        harness.ServerGone();
        IsAnswered(
            harness.Send(1),
            $"<body type='terminate' condition='remote-connection-failed' xmlns='http://jabber.org/protocol/httpbind'>{Message("1")}</body>");
    }

    [Fact]
    public void A_repeat_of_a_request_whose_client_was_gone_is_told_how_the_session_ended_meanwhile()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.ClientGone(one);
        harness.FromServer(Message("1"), "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        harness.ServerGone();
        HeldRequest repeat = harness.Send(1);
        Assert.Contains("condition='remote-stream-error'", SessionHarness.Text(repeat), StringComparison.Ordinal);
        Assert.StartsWith(Message("1"), SessionHarness.Payload(repeat), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_rid_of_the_window_is_told_how_the_session_ended()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Session.Shutdown(harness.Now);
        IsAnswered(harness.Send(2), Terminal("system-shutdown"));
        IsAnswered(harness.Send(9), Terminal("item-not-found"));
    }

    [Fact]
    public void A_request_that_comes_after_a_later_one_was_told_of_the_end_is_answered_empty()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest two = harness.Send(2);
        harness.FromServer(Message("1"));
        harness.ServerGone();
        harness.Advance(1);
        string told = $"<body type='terminate' condition='remote-connection-failed' xmlns='http://jabber.org/protocol/httpbind'>{Message("1")}</body>";
        IsAnswered(two, told);

        // A client that takes answers in the order of its requests takes this one first: it must not stop there.
        IsAnswered(harness.Send(1), Empty);
        IsAnswered(harness.Send(2), told);
    }

    [Fact]
    public void What_waits_for_the_client_goes_to_the_request_that_is_told_of_the_end_though_one_before_it_is_missing()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.FromServer(Message("1"));
        harness.ServerGone();
        HeldRequest two = harness.Send(2);
        harness.Advance(1);
        IsAnswered(
            two,
            $"<body type='terminate' condition='remote-connection-failed' xmlns='http://jabber.org/protocol/httpbind'>{Message("1")}</body>");
        IsAnswered(harness.Send(1), Empty);
    }

    [Fact]
    public void A_pause_of_nothing_answers_the_requests_and_changes_nothing_else()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest pause = harness.Send(1, attributes: "pause='0'");
        IsAnswered(pause, Empty);
        harness.Written(pause);
        harness.Advance(59);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void Shutting_down_answers_every_request_with_system_shutdown()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.Session.Shutdown(harness.Now);
        IsAnswered(one, Terminal("system-shutdown"));
        harness.Written(one);
        IsAnswered(harness.Send(2), Terminal("system-shutdown"));
    }

    [Fact]
    public void A_request_that_cannot_be_read_ends_the_session_when_its_rid_is_a_next_one()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        IsAnswered(harness.Session.AcceptUnreadable(SessionHarness.Body(2), harness.Now), Terminal("bad-request"));
        IsAnswered(one, Terminal("other-request"));
    }

    [Fact]
    public void A_request_that_cannot_be_read_leaves_the_session_alone_when_its_rid_is_wrong()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        IsAnswered(harness.Session.AcceptUnreadable(SessionHarness.Body(77), harness.Now), Terminal("bad-request"));
        IsHeld(one);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void Senders_of_what_nobody_will_fetch_are_told()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.FromServer(
            "<message from='a@b/c' to='me@example.com' id='1' type='chat'><body>hi</body></message>",
            "<iq from='a@b' to='me@example.com/r' id='2' type='get'/>",
            "<iq from='a@b' id='3' type='result'/>",
            "<message from='a@b' type='error'/>",
            "<presence from='a@b'/>");
        harness.Advance(61);
        Assert.Equal(
            "<message type='error' to='a@b/c' from='me@example.com' id='1'><error type='wait'>" +
            "<recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>" +
            "<iq type='error' to='a@b' from='me@example.com/r' id='2'><error type='cancel'>" +
            "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>[close]",
            harness.Link.Sent);
    }

    [Fact]
    public void Senders_of_what_could_not_be_written_are_told_too()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.FromServer("<message from='a@b' to='me@example.com' id='1'/>");
        harness.Written(one, ok: false);
        harness.Advance(61);
        Assert.Contains("recipient-unavailable", harness.Link.Sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rid", 404)]
    [InlineData("pause", 403)]
    [InlineData("body", 400)]
    public void A_client_without_a_version_gets_an_http_error(string fault, int status)
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.CreateLegacy();
        harness.Advance(5);
        Assert.Equal(200, SessionHarness.Outcome(creation).StatusCode);
        harness.Written(creation);
        HeldRequest refused = fault switch
        {
            "rid" => harness.Send(7),
            "pause" => harness.Send(1, attributes: "pause='999'"),
            _ => harness.Session.AcceptUnreadable(SessionHarness.Body(1), harness.Now),
        };
        Assert.Equal(status, SessionHarness.Outcome(refused).StatusCode);
    }

    [Fact]
    public void The_answer_to_a_pause_carries_nothing_though_the_session_ends_before_it_is_given()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        HeldRequest pause = harness.Send(2, attributes: "pause='60'");
        IsAnswered(one, Empty);
        IsHeld(pause);
        harness.FromServer(Message("1"));
        harness.ServerGone();
        harness.Written(one);
        IsAnswered(pause, Empty);
        harness.Written(pause);
        HeldRequest next = harness.Send(3);
        Assert.Equal(Message("1"), SessionHarness.Payload(next));
        Assert.Contains("remote-connection-failed", SessionHarness.Text(next), StringComparison.Ordinal);
    }

    [Fact]
    public void The_answer_to_a_pause_has_no_payload_though_the_next_request_has_come()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.FromServer(Message("1"));
        HeldRequest one = harness.Send(1);
        HeldRequest pause = harness.Send(2, attributes: "pause='60'");
        HeldRequest next = harness.Send(3, Message("up"));
        harness.FromServer(Message("2"));
        harness.Written(one);
        IsAnswered(pause, Empty);
        harness.Written(pause);
        IsAnswered(next, With(Message("2")));
    }
}
