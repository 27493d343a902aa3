using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>Corners in which something could get lost, or be kept for ever.</summary>
public sealed class SessionLossTests : SessionTest
{
    [Fact]
    public void What_could_not_be_written_goes_at_once_to_a_newer_request_that_comes_again()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        harness.ClientGone(harness.Send(2));
        harness.FromServer(Message("1"));
        harness.Written(one, ok: false);
        IsAnswered(harness.Send(2), With(Message("1")));
    }

    [Fact]
    public void A_repeat_that_waits_for_its_turn_gets_its_answer_even_if_the_client_goes_on_meanwhile()
    {
        SessionHarness harness = SessionHarness.Created();
        for (int i = 1; i <= 3; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.FromServer(Message($"{i}"));
            harness.Written(request);
        }

        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2);
        harness.Send(4);
        harness.Send(5);
        harness.Written(one);
        IsAnswered(two, With(Message("2")));
    }

    [Fact]
    public void Empty_answers_that_could_not_be_written_do_not_keep_the_log_from_being_bounded()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxOutboundBuffer = 1024);
        string big = $"<message xmlns='jabber:client'><body>{new string('x', 800)}</body></message>";
        harness.Written(harness.Send(1, attributes: "pause='60'"), ok: false);
        for (int i = 2; i <= 3; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.FromServer(big);
            harness.Written(request);
        }

        IsAnswered(harness.Send(2), Terminal("item-not-found"));
    }

    [Fact]
    public void What_the_server_sent_before_it_went_away_is_given_in_order_whatever_order_requests_arrive_in()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxAnswerSize = 1024);
        string big = $"<message xmlns='jabber:client' id='1'><body>{new string('x', 1000)}</body></message>";
        harness.FromServer(big, Message("2"));
        harness.ServerGone();
        HeldRequest two = harness.Send(2);
        HeldRequest one = harness.Send(1);
        IsAnswered(one, With(big));
        harness.Written(one);
        Assert.Equal(Message("2"), SessionHarness.Payload(two));
        Assert.Contains("condition='remote-connection-failed'", SessionHarness.Text(two), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_comes_back_with_a_later_rid_is_given_what_the_server_sent_before_it_went_away()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.FromServer(Message("1"));
        harness.ServerGone();
        HeldRequest two = harness.Send(2);
        harness.Advance(0.6);
        Assert.Equal(Message("1"), SessionHarness.Payload(two));
    }

    [Fact]
    public void What_could_not_be_written_before_the_server_went_away_comes_with_the_last_answer_whatever_came_after_it()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        HeldRequest two = harness.Send(2);
        harness.FromServer(Message("2"));
        harness.Advance(2.1);
        harness.Written(two);
        harness.ServerGone();
        harness.Written(one, ok: false);
        HeldRequest three = harness.Send(3);
        Assert.Equal(Message("1"), SessionHarness.Payload(three));
        Assert.Contains("condition='remote-connection-failed'", SessionHarness.Text(three), StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_written_stays_for_a_repeat_when_only_a_pause_waits_which_cannot_carry_it()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        HeldRequest two = harness.Send(2);
        HeldRequest pause = harness.Send(3, attributes: "pause='60'");
        harness.ServerGone();
        harness.Advance(2.1);
        IsAnswered(two, Terminal("remote-connection-failed"));
        harness.Written(one, ok: false);
        harness.Written(two);
        IsAnswered(pause, Empty);
        IsAnswered(harness.Send(1), With(Message("1")));
    }

    [Fact]
    public void An_ended_session_is_not_forgotten_while_a_request_waits_to_be_told()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.ServerGone();
        harness.Advance(59.5);
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2);
        harness.Advance(2.1);
        IsAnswered(one, Terminal("remote-connection-failed"));
        IsAnswered(two, Terminal("remote-connection-failed"));
        Assert.True(harness.IsForgotten);
    }

    [Fact]
    public void What_could_not_be_written_comes_with_the_last_answers_when_the_client_has_ended_the_session()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        HeldRequest two = harness.Send(2);
        HeldRequest end = harness.Send(3, attributes: "type='terminate'");
        harness.Advance(2.1);
        IsAnswered(two, Terminated);
        harness.Written(one, ok: false);
        harness.Written(two);
        Assert.Equal(Message("1"), SessionHarness.Payload(end));
    }

    [Fact]
    public void A_stream_error_that_the_session_has_not_looked_at_yet_ends_it_for_the_request_that_comes_first()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Deliver(0, "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        HeldRequest one = harness.Send(1);
        Assert.Contains("condition='remote-stream-error'", SessionHarness.Text(one), StringComparison.Ordinal);
        Assert.Contains("<reset ", SessionHarness.Payload(one), StringComparison.Ordinal);
    }

    [Fact]
    public void Senders_of_what_could_not_be_written_are_told_when_the_answers_after_it_were_large_too()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxOutboundBuffer = 1024);
        string big = $"<message xmlns='jabber:client' from='a@b' id='1'><body>{new string('x', 800)}</body></message>";
        HeldRequest one = harness.Send(1);
        harness.FromServer(big);
        harness.Advance(2.1);
        HeldRequest two = harness.Send(2);
        harness.FromServer(big.Replace("id='1'", "id='2'", StringComparison.Ordinal));
        harness.Written(two);
        harness.Written(one, ok: false);
        harness.Session.Shutdown(harness.Now);
        Assert.Contains("to='a@b' id='1'", harness.Link.Sent, StringComparison.Ordinal);
    }
}
