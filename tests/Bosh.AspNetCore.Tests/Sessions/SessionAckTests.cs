using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Acknowledgements.</summary>
public sealed class SessionAckTests : SessionTest
{
    private const string Attributes = "hold='1' wait='30' ack='1'";

    [Theory]
    [InlineData("", false)]
    [InlineData("ack='0'", false)]
    [InlineData("ack='1'", true)]
    public void The_first_answer_acknowledges_the_first_request_when_the_client_asks_for_it(string attribute, bool isUsed)
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.Create($"hold='1' wait='30' {attribute}");
        harness.OpenStream();
        harness.FromServer("<stream:features/>");
        Assert.Equal(isUsed, SessionHarness.Text(creation).Contains(" ack='1000'", StringComparison.Ordinal));
    }

    [Fact]
    public void An_answer_acknowledges_the_highest_request_that_has_come()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest one = harness.Send(1);
        harness.Send(2, Message("up"), "ack='1000'");
        IsAnswered(one, "<body ack='1002' xmlns='http://jabber.org/protocol/httpbind'/>");
    }

    [Fact]
    public void An_answer_says_nothing_when_its_own_request_is_the_highest()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        IsAnswered(one, With(Message("1")));
    }

    [Fact]
    public void A_request_behind_a_gap_is_not_acknowledged()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest one = harness.Send(1);
        harness.Send(3, Message("3"));
        IsAnswered(one, Empty);
    }

    [Fact]
    public void A_request_that_was_skipped_is_never_acknowledged()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest two = harness.Send(2, Message("2"));
        harness.Advance(11);
        harness.FromServer(Message("down"));
        IsAnswered(two, $"<body ack='1000' xmlns='http://jabber.org/protocol/httpbind'>{Message("down")}</body>");
    }

    [Fact]
    public void The_answer_to_a_request_that_was_repeated_acknowledges_too()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30' ack='1'");
        HeldRequest one = harness.Send(1);
        harness.Send(2);
        harness.Send(1);
        IsAnswered(one, "<body type='error' ack='1002' xmlns='http://jabber.org/protocol/httpbind'/>");
    }

    [Fact]
    public void The_last_answer_acknowledges_too()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2, attributes: "type='terminate' ack='1000'");
        IsAnswered(one, "<body type='terminate' ack='1002' xmlns='http://jabber.org/protocol/httpbind'/>");
        harness.Written(one);
        IsAnswered(two, Empty);
    }

    [Fact]
    public void An_answer_stays_until_it_is_acknowledged()
    {
        (SessionHarness harness, HeldRequest two) = Acknowledging();
        for (int i = 3; i < 8; i++)
        {
            Exchange(harness, i, $"{i}", "ack='1001'");
        }

        HeldRequest again = harness.Send(2, Message("up"), "ack='1001'");
        IsAnswered(again, SessionHarness.Text(two));
        harness.Written(again);
        Exchange(harness, 8, "8", "ack='1007'");
        IsAnswered(harness.Send(7, Message("up"), "ack='1001'"), Terminal("item-not-found"));
    }

    [Fact]
    public void An_answer_that_is_acknowledged_is_not_given_again_though_its_writing_failed()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        harness.Written(one, ok: false);
        HeldRequest two = harness.Send(2, attributes: "ack='1001'");
        IsHeld(two);
    }

    [Fact]
    public void To_say_nothing_means_to_have_everything_for_a_client_that_acknowledges()
    {
        (SessionHarness harness, _) = Acknowledging();
        HeldRequest three = harness.Send(3);
        harness.FromServer(Message("3"));
        harness.Written(three, ok: false);
        HeldRequest four = harness.Send(4, Message("up"));
        IsHeld(four);
        IsAnswered(harness.Send(2, Message("up"), "ack='1001'"), Terminal("item-not-found"));
    }

    [Fact]
    public void To_say_nothing_means_nothing_for_a_client_that_never_acknowledges()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        harness.Written(one, ok: false);
        IsAnswered(harness.Send(2, Message("up")), With(Message("1")));
    }

    [Fact]
    public void A_client_that_acknowledges_the_first_answer_for_ever_says_nothing_of_the_others()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        for (int i = 1; i < 10; i++)
        {
            HeldRequest request = harness.Send(i, Message("up"), "ack='1000'");
            harness.Advance(10);
            IsHeld(request);
            harness.FromServer(Message($"{i}"));
            IsAnswered(request, With(Message($"{i}")));
            harness.Written(request);
        }

        IsAnswered(harness.Send(5, Message("up"), "ack='1000'"), Terminal("item-not-found"));
    }

    [Fact]
    public void An_acknowledgement_of_what_was_not_answered_is_not_believed()
    {
        SessionHarness harness = SessionHarness.Created(attributes: Attributes);
        HeldRequest one = Exchange(harness, 1, "1", "ack='9007199254740991'");
        IsAnswered(harness.Send(1, Message("up"), "ack='9007199254740991'"), SessionHarness.Text(one));
    }

    [Fact]
    public void The_log_is_bounded_though_acknowledgements_never_move()
    {
        (SessionHarness harness, _) = Acknowledging();
        for (int i = 3; i <= 70; i++)
        {
            Exchange(harness, i, $"{i}", "ack='1001'");
        }

        IsAnswered(harness.Send(2, Message("up"), "ack='1001'"), Terminal("item-not-found"));
    }

    [Fact]
    public void A_client_that_seems_to_miss_an_answer_is_told_of_it_in_the_next_one()
    {
        (SessionHarness harness, _) = Acknowledging();
        harness.Advance(5.8);
        HeldRequest three = harness.Send(3, Message("up"), "ack='1001'");
        IsAnswered(three, "<body report='1002' time='5800' xmlns='http://jabber.org/protocol/httpbind'/>");
    }

    [Fact]
    public void A_client_that_misses_an_answer_is_told_without_waiting_for_payloads()
    {
        (SessionHarness harness, _) = Acknowledging();
        HeldRequest three = harness.Send(3, Message("up"), "ack='1001'");
        harness.Advance(4.9);
        IsHeld(three);
        harness.Advance(0.2);
        IsAnswered(three, "<body report='1002' time='5000' xmlns='http://jabber.org/protocol/httpbind'/>");
        harness.Written(three);

        // Once: else the client would ask, and be answered, without end.
        HeldRequest four = harness.Send(4, Message("up"), "ack='1001'");
        harness.Advance(10);
        IsHeld(four);
    }

    [Fact]
    public void Answers_and_requests_that_may_have_crossed_are_not_reported()
    {
        (SessionHarness harness, _) = Acknowledging();
        HeldRequest three = harness.Send(3, Message("up"), "ack='1001'");
        harness.Advance(4);
        harness.FromServer(Message("3"));
        IsAnswered(three, With(Message("3")));
        harness.Written(three);
        HeldRequest four = harness.Send(4, Message("up"), "ack='1003'");
        harness.Advance(20);
        IsHeld(four);
    }

    [Fact]
    public void The_time_of_a_report_has_a_greatest_value()
    {
        (SessionHarness harness, _) = Acknowledging(o => o.Inactivity = TimeSpan.FromMinutes(10));
        harness.Advance(100);
        IsAnswered(
            harness.Send(3, Message("up"), "ack='1001'"), "<body report='1002' time='65535' xmlns='http://jabber.org/protocol/httpbind'/>");
    }

    [Fact]
    public void An_answer_that_the_client_repeats_for_is_not_reported()
    {
        (SessionHarness harness, _) = Acknowledging();
        HeldRequest three = harness.Send(3, Message("up"), "ack='1001'");
        harness.Written(harness.Send(2, Message("up"), "ack='1001'"));
        harness.Advance(20);
        IsHeld(three);
    }

    [Fact]
    public void A_request_that_was_skipped_is_not_reported_for_it_has_no_answer()
    {
        (SessionHarness harness, _) = Acknowledging();
        HeldRequest four = harness.Send(4, Message("up"), "ack='1002'");
        harness.Advance(20);
        IsHeld(four);
        harness.FromServer(Message("4"));
        IsAnswered(four, $"<body ack='1002' xmlns='http://jabber.org/protocol/httpbind'>{Message("4")}</body>");
    }

    [Fact]
    public void A_request_whose_client_has_gone_is_not_reported_for_it_was_not_answered()
    {
        (SessionHarness harness, _) = Acknowledging();
        harness.ClientGone(harness.Send(3, Message("up"), "ack='1002'"));
        harness.Advance(10);
        HeldRequest four = harness.Send(4, Message("up"), "ack='1002'");
        harness.Advance(10);
        IsHeld(four);
        harness.Send(5, Message("up"), "ack='1002'");
        IsAnswered(four, "<body ack='1005' xmlns='http://jabber.org/protocol/httpbind'/>");
    }

    [Fact]
    public void The_log_is_bounded_in_bytes_though_its_oldest_answer_is_still_being_written()
    {
        (SessionHarness harness, _) = Acknowledging(o => o.Limits.MaxOutboundBuffer = 4096);
        HeldRequest stuck = harness.Send(3, Message("up"), "ack='1002'");
        harness.FromServer(Large("3"));
        harness.Advance(3);
        for (int i = 4; i < 10; i++)
        {
            harness.FromServer(Large($"{i}"));
            harness.Written(harness.Send(i, Message("up"), "ack='1002'"));
        }

        // What is lost of it is not lost.
        harness.Written(stuck, ok: false);
        HeldRequest next = harness.Send(10, Message("up"), "ack='1002'");
        IsAnswered(next, With(Large("3")));
        harness.Written(next);
        IsAnswered(harness.Send(4, Message("up"), "ack='1002'"), Terminal("item-not-found"));
    }

    [Fact]
    public void The_log_is_bounded_in_bytes_though_its_oldest_answer_did_not_get_through()
    {
        (SessionHarness harness, _) = Acknowledging(o => o.Limits.MaxOutboundBuffer = 4096);
        HeldRequest stuck = harness.Send(3, Message("up"), "ack='1002'");
        harness.FromServer(Large("3"));
        HeldRequest four = harness.Send(4, Message("up"), "ack='1002'");
        harness.FromServer(Large("4"));
        harness.Advance(3);
        harness.Written(four);
        harness.Written(stuck, ok: false);
        string got = "";
        for (int i = 5; i < 12; i++)
        {
            harness.FromServer(Large($"{i}"));
            HeldRequest request = harness.Send(i, Message("up"), "ack='1002'");
            got += SessionHarness.Payload(request);
            harness.Written(request);
        }

        Assert.Contains(Large("3"), got, StringComparison.Ordinal);
        IsAnswered(harness.Send(4, Message("up"), "ack='1002'"), Terminal("item-not-found"));
    }

    private static string Large(string id) => $"<message xmlns='jabber:client' id='{id}'><body>{new string('x', 1500)}</body></message>";

    /// <summary>A session of a client that has acknowledged the answer to its first request after the creation; that to the second is there to be.</summary>
    private static (SessionHarness Harness, HeldRequest Second) Acknowledging(Action<BoshOptions>? configure = null)
    {
        SessionHarness harness = SessionHarness.Created(configure, Attributes);
        Exchange(harness, 1, "1", "");
        return (harness, Exchange(harness, 2, "2", "ack='1001'"));
    }

    /// <summary>A request that brings a payload each way.</summary>
    private static HeldRequest Exchange(SessionHarness harness, int offset, string down, string attributes)
    {
        HeldRequest request = harness.Send(offset, Message("up"), attributes);
        harness.FromServer(Message(down));
        harness.Written(request);
        return request;
    }
}
