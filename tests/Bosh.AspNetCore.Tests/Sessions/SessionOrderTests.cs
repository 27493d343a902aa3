using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Sending and Receiving XML Payloads; In-Order Message Forwarding.</summary>
public sealed class SessionOrderTests : SessionTest
{
    [Fact]
    public void A_request_is_held_until_a_payload_arrives()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest request = harness.Send(1);
        IsHeld(request);
        harness.FromServer(Message("1"));
        IsAnswered(request, With(Message("1")));
    }

    [Fact]
    public void Payloads_that_arrive_together_are_in_one_answer()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest request = harness.Send(1);
        harness.FromServer(Message("1"), Message("2"));
        IsAnswered(request, With(Message("1"), Message("2")));
    }

    [Fact]
    public void Without_a_payload_the_answer_is_empty_just_before_the_wait_is_over()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest request = harness.Send(1);
        harness.Advance(29.7);
        IsHeld(request);
        harness.Advance(0.1);
        IsAnswered(request, Empty);
    }

    [Fact]
    public void No_more_requests_are_held_than_the_client_allows()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2, Message("up"));
        IsAnswered(one, Empty);
        IsHeld(two);
    }

    [Fact]
    public void Two_requests_are_held_when_the_client_allows_it()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2);
        IsHeld(one);
        IsHeld(two);
        HeldRequest three = harness.Send(3, Message("up"));
        IsAnswered(one, Empty);
        IsHeld(two);
        IsHeld(three);
    }

    [Fact]
    public void A_request_that_brings_something_sets_one_free_though_two_may_be_held()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2, Message("up"));
        IsAnswered(one, Empty);
        harness.Written(one);
        IsHeld(two);
        HeldRequest three = harness.Send(3);
        IsHeld(two);
        IsHeld(three);
        harness.Send(4, Message("up"));
        IsAnswered(two, Empty);
        harness.Written(two);
        IsHeld(three);
    }

    [Fact]
    public void An_answer_does_not_start_before_the_one_before_it_is_written()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2, Message("up"));
        harness.FromServer(Message("1"));
        IsAnswered(one, Empty);
        IsHeld(two);
        harness.Written(one);
        IsAnswered(two, With(Message("1")));
    }

    [Fact]
    public void A_writing_that_is_stuck_delays_the_next_answer_for_a_bounded_time()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2, Message("up"));
        harness.FromServer(Message("1"));
        harness.Advance(1.9);
        IsHeld(two);
        harness.Advance(0.2);
        IsAnswered(one, Empty);
        IsAnswered(two, With(Message("1")));
    }

    [Fact]
    public void Payloads_reach_the_server_in_rid_order_whatever_order_requests_arrive_in()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        harness.Send(3, Message("3"));
        harness.Send(2, Message("2"));
        Assert.Equal("", harness.Link.Sent);
        harness.Send(1, Message("1"));
        Assert.Equal(Message("1") + Message("2") + Message("3"), harness.Link.Sent);
    }

    [Fact]
    public void Answers_are_given_in_rid_order_whatever_order_requests_arrive_in()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest two = harness.Send(2);
        harness.FromServer(Message("1"));
        IsHeld(two);
        HeldRequest one = harness.Send(1);
        IsAnswered(one, With(Message("1")));
        IsHeld(two);
    }

    [Fact]
    public void A_gap_sets_free_the_connection_that_the_missing_request_may_need()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        IsHeld(one);
        harness.Send(3);
        IsAnswered(one, Empty);
    }

    [Fact]
    public void A_rid_beyond_the_window_ends_the_session_with_item_not_found()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest held = harness.Send(1);
        IsAnswered(harness.Send(4), Terminal("item-not-found"));
        IsAnswered(held, Terminal("other-request"));
        Assert.Equal(SessionEnd.RidOutsideWindow, harness.Ended);
        Assert.EndsWith("[close]", harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_request_is_waited_for_and_then_skipped()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest two = harness.Send(2, Message("2"));
        harness.Advance(9.9);
        Assert.Equal("", harness.Link.Sent);
        harness.Advance(0.2);
        Assert.Equal(Message("2"), harness.Link.Sent);
        IsHeld(two);
        harness.FromServer(Message("down"));
        IsAnswered(two, With(Message("down")));
    }

    [Fact]
    public void A_request_that_was_skipped_and_comes_after_all_is_item_not_found_and_no_silent_loss()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(2);
        harness.Advance(11);
        IsAnswered(harness.Send(1, Message("1")), Terminal("item-not-found"));
        Assert.DoesNotContain("id='1'", harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_request_that_comes_in_time_is_processed_in_its_turn()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(2, Message("2"));
        harness.Advance(8);
        harness.Send(1, Message("1"));
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
        harness.Advance(20);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void A_polling_session_is_answered_at_once()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='0' wait='30'");
        HeldRequest one = harness.Send(1);
        IsAnswered(one, Empty);
        harness.Written(one);
        harness.FromServer(Message("1"));
        harness.Advance(2);
        IsAnswered(harness.Send(2), With(Message("1")));
    }

    [Fact]
    public void An_answer_has_a_greatest_size_and_is_cut_between_elements()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxAnswerSize = 1024);
        string big = $"<message xmlns='jabber:client' id='1'><body>{new string('x', 800)}</body></message>";
        string second = big.Replace("id='1'", "id='2'", StringComparison.Ordinal);
        harness.FromServer(big, second);
        HeldRequest one = harness.Send(1);
        IsAnswered(one, With(big));
        harness.Written(one);
        IsAnswered(harness.Send(2), With(second));
    }

    [Fact]
    public void An_element_above_the_greatest_size_goes_alone()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxAnswerSize = 1024);
        string big = $"<message xmlns='jabber:client' id='1'><body>{new string('x', 5000)}</body></message>";
        harness.FromServer(big, Message("2"));
        IsAnswered(harness.Send(1), With(big));
    }

    [Fact]
    public void Nothing_more_is_read_from_the_server_while_too_much_waits_for_the_client()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxOutboundBuffer = 1024);
        harness.FromServer($"<message xmlns='jabber:client'><body>{new string('x', 2000)}</body></message>");
        Assert.False(harness.Link.IsReading);
        harness.Send(1);
        Assert.True(harness.Link.IsReading);
    }

    [Fact]
    public void While_the_server_is_slow_empty_answers_wait_and_data_does_not()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Link.QueuedBytes = 300 * 1024;
        HeldRequest one = harness.Send(1, Message("1"));
        HeldRequest two = harness.Send(2, Message("2"));
        IsHeld(one);
        harness.FromServer(Message("down"));
        IsAnswered(one, With(Message("down")));
        harness.Written(one);
        HeldRequest three = harness.Send(3, Message("3"));
        IsHeld(two);
        harness.Link.QueuedBytes = 0;
        harness.Session.OnBatchEnd(harness.Now);
        IsAnswered(two, Empty);
        IsHeld(three);
    }

    [Fact]
    public void A_server_for_which_too_much_waits_ends_the_session()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Link.QueuedBytes = 5 * 1024 * 1024;
        IsAnswered(harness.Send(1, Message("1")), Terminal("remote-connection-failed"));
        Assert.Equal(SessionEnd.ServerStalled, harness.Ended);
    }

    [Fact]
    public void A_restart_begins_a_new_stream_and_its_payload_is_ignored()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest restart = harness.Send(
            1, Message("1"), "to='example.com' xml:lang='de' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.Equal("[restart]", harness.Link.Sent);
        Assert.Equal("de", harness.Link.Restarted!.Lang);
        harness.OpenStream();
        IsHeld(restart);
        harness.FromServer("<stream:features/>");
        IsAnswered(
            restart,
            "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'><stream:features/></body>");
    }

    [Fact]
    public void A_language_of_a_request_is_put_on_its_stanzas()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='1' wait='30' xml:lang='en'");
        harness.Send(1, Message("1"), "xml:lang='de'");
        harness.Send(2, Message("2"), "xml:lang='en'");
        Assert.Equal("<message xml:lang='de' xmlns='jabber:client' id='1' from='a@b'/>" + Message("2"), harness.Link.Sent);
    }
}
