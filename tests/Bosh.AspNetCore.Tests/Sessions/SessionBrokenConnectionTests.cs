using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Broken Connections.</summary>
public sealed class SessionBrokenConnectionTests : SessionTest
{
    [Fact]
    public void A_repeated_rid_returns_the_same_bytes_and_has_no_other_effect()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1, Message("up"));
        harness.FromServer(Message("down"));
        harness.Written(one);
        HeldRequest again = harness.Send(1, Message("up"));
        Assert.Equal(SessionHarness.Text(one), SessionHarness.Text(again));
        Assert.Equal(Message("up"), harness.Link.Sent);
    }

    [Fact]
    public void The_answer_to_the_creation_is_repeated_too()
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.Create();
        harness.OpenStream();
        harness.FromServer("<stream:features/>");
        harness.Written(creation);
        HeldRequest next = harness.Send(1);
        harness.FromServer(Message("1"));
        harness.Written(next);
        IsAnswered(harness.Send(1), With(Message("1")));
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void A_repeat_of_a_held_request_takes_its_place_and_the_older_gets_a_recoverable_error()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest old = harness.Send(1, Message("up"));
        HeldRequest repeat = harness.Send(1, Message("up"));
        IsAnswered(old, Recoverable);
        IsHeld(repeat);
        Assert.Equal(Message("up"), harness.Link.Sent);
        harness.FromServer(Message("down"));
        IsAnswered(repeat, With(Message("down")));
    }

    [Fact]
    public void A_repeat_of_an_early_request_takes_its_place_and_its_payload_is_sent_once()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest early = harness.Send(2, Message("2"));
        HeldRequest repeat = harness.Send(2, Message("2"));
        IsAnswered(early, Recoverable);
        IsHeld(repeat);
        harness.Send(1, Message("1"));
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_repeat_that_is_no_exact_copy_ends_the_session_like_a_wrong_key(int held)
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1, Message("1"));
        if (held == 2)
        {
            harness.FromServer(Message("secret"));
            harness.Written(one);
        }

        IsAnswered(harness.Send(1, Message("other")), Terminal("item-not-found"));
        Assert.Equal(SessionEnd.InexactRepeat, harness.Ended);
    }

    [Fact]
    public void A_copy_that_comes_when_the_client_has_gone_past_it_is_item_not_found_and_ends_nothing()
    {
        SessionHarness harness = SessionHarness.Created();
        for (int i = 1; i <= 5; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.FromServer(Message($"{i}"));
            harness.Written(request);
        }

        HeldRequest kept = harness.Send(4);
        IsAnswered(kept, With(Message("4")));
        harness.Written(kept);
        IsAnswered(harness.Send(1), Terminal("item-not-found"));
        Assert.Equal(SessionEnd.None, harness.Ended);
        HeldRequest next = harness.Send(6);
        harness.FromServer(Message("6"));
        IsAnswered(next, With(Message("6")));
    }

    [Fact]
    public void An_answer_that_is_no_longer_there_for_a_client_that_may_need_it_is_item_not_found()
    {
        SessionHarness harness = SessionHarness.Created(options => options.Limits.MaxOutboundBuffer = options.Limits.MaxAnswerSize = 1024);
        for (int i = 1; i <= 2; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.FromServer(Message(new string('x', 1024)));
            harness.Written(request);
        }

        IsAnswered(harness.Send(1), Terminal("item-not-found"));
        Assert.Equal(SessionEnd.AnswerGone, harness.Ended);
    }

    [Fact]
    public void As_many_answers_are_kept_as_the_client_may_have_requests_and_repeated_in_order()
    {
        SessionHarness harness = SessionHarness.Created();
        for (int i = 1; i <= 5; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.FromServer(Message($"{i}"));
            harness.Written(request);
        }

        harness.Send(6);
        HeldRequest four = harness.Send(4);
        HeldRequest five = harness.Send(5);
        IsAnswered(four, With(Message("4")));
        IsHeld(five);
        harness.Written(four);
        IsAnswered(five, With(Message("5")));
    }

    [Fact]
    public void What_could_not_be_written_goes_at_once_to_a_newer_request_that_is_here_already()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2);
        harness.FromServer(Message("1"));
        harness.Written(one, ok: false);
        IsAnswered(two, With(Message("1")));
        harness.Written(two);
        IsAnswered(harness.Send(1), Empty);
    }

    [Fact]
    public void Pauses_do_not_make_the_log_grow()
    {
        SessionHarness harness = SessionHarness.Created();
        for (int i = 1; i <= 20; i++)
        {
            harness.Written(harness.Send(i, attributes: "pause='60'"));
        }

        IsAnswered(harness.Send(16, attributes: "pause='60'"), Empty);
        IsAnswered(harness.Send(15, attributes: "pause='60'"), Terminal("item-not-found"));
    }

    [Fact]
    public void The_log_is_bounded_in_bytes_and_keeps_the_newest_answer_whatever_its_size()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxOutboundBuffer = 1024);
        string big = $"<message xmlns='jabber:client'><body>{new string('x', 2000)}</body></message>";
        for (int i = 1; i <= 2; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.FromServer(big);
            harness.Written(request);
        }

        IsAnswered(harness.Send(2), With(big));
        IsAnswered(harness.Send(1), Terminal("item-not-found"));
    }

    [Fact]
    public void The_same_rid_again_and_again_is_a_policy_violation()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Limits.MaxRepeats = 3);
        HeldRequest last = harness.Send(1);
        for (int i = 0; i < 3; i++)
        {
            last = harness.Send(1);
        }

        IsHeld(last);
        IsAnswered(harness.Send(1), Terminal("policy-violation"));
        IsAnswered(last, Terminal("other-request"));
    }

    [Fact]
    public void A_request_whose_client_has_gone_is_never_answered_with_data()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.ClientGone(one);
        harness.FromServer(Message("1"));
        Assert.Same(Answer.None, SessionHarness.Outcome(one));
        IsAnswered(harness.Send(2), With(Message("1")));
    }

    [Fact]
    public void A_repeat_takes_the_place_of_a_request_whose_client_has_gone()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1, Message("up"));
        harness.ClientGone(one);
        harness.FromServer(Message("1"));
        IsAnswered(harness.Send(1, Message("up")), With(Message("1")));
        Assert.Equal(Message("up"), harness.Link.Sent);
    }

    [Fact]
    public void A_newer_rid_settles_a_request_whose_client_has_gone_as_empty()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.ClientGone(one);
        HeldRequest two = harness.Send(2);
        IsHeld(two);
        HeldRequest repeat = harness.Send(1);
        IsAnswered(repeat, Empty);
        harness.Written(repeat);
        harness.FromServer(Message("1"));
        IsAnswered(two, With(Message("1")));
    }

    [Fact]
    public void A_request_whose_client_goes_while_a_newer_one_is_held_is_settled_at_once()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2);
        harness.ClientGone(one);
        harness.FromServer(Message("1"));
        IsAnswered(two, With(Message("1")));
        harness.Written(two);
        IsAnswered(harness.Send(1), Empty);
    }

    [Fact]
    public void What_could_not_be_written_goes_first_into_the_next_answer_when_the_client_goes_on()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        harness.Written(one, ok: false);
        harness.FromServer(Message("2"));
        IsAnswered(harness.Send(2), With(Message("1"), Message("2")));
        IsAnswered(harness.Send(1), Empty);
    }

    [Fact]
    public void What_could_not_be_written_is_given_to_the_repeat_alone()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        harness.Written(one, ok: false);
        HeldRequest repeat = harness.Send(1);
        IsAnswered(repeat, With(Message("1")));
        harness.Written(repeat);
        HeldRequest two = harness.Send(2);
        IsHeld(two);
    }

    [Fact]
    public void A_late_report_of_the_first_writing_does_not_undo_the_repeat()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.FromServer(Message("1"));
        HeldRequest repeat = harness.Send(1);
        harness.Written(repeat);
        harness.Written(one, ok: false);
        IsHeld(harness.Send(2));
    }

    [Fact]
    public void A_reloaded_page_goes_on_where_the_old_one_was_cut_off()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.ClientGone(one);
        harness.Advance(20);
        harness.FromServer(Message("1"));

        // The old page had numbered a request that never left.
        HeldRequest three = harness.Send(3);
        harness.Advance(11);
        IsAnswered(three, With(Message("1")));
    }

    [Fact]
    public void The_server_is_not_read_while_too_much_is_being_written_to_the_client()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.FromServer($"<message xmlns='jabber:client'><body>{new string('x', 9_000_000)}</body></message>");
        Assert.True(one.Answer.IsCompleted);
        Assert.False(harness.Link.IsReading);
        harness.Written(one);
        Assert.True(harness.Link.IsReading);
    }
}
