using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Overactivity; Polling Sessions.</summary>
public sealed class SessionOveractivityTests : SessionTest
{
    [Fact]
    public void Empty_requests_that_use_up_what_is_allowed_within_the_polling_interval_are_a_policy_violation_the_second_time()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.Advance(1);
        HeldRequest two = harness.Send(2);
        IsAnswered(one, Empty);
        harness.Written(one);
        IsHeld(two);
        harness.Advance(1);
        HeldRequest three = harness.Send(3);
        IsAnswered(two, Terminal("other-request"));
        harness.Written(two);
        IsAnswered(three, Terminal("policy-violation"));
        Assert.Equal(SessionEnd.Overactive, harness.Ended);
    }

    [Fact]
    public void What_happens_now_and_then_is_no_policy_violation()
    {
        SessionHarness harness = SessionHarness.Created();
        for (int i = 1; i < 20; i += 2)
        {
            HeldRequest one = harness.Send(i);
            HeldRequest two = harness.Send(i + 1);
            harness.Written(one);
            harness.FromServer(Message("1"));
            harness.Written(two);
            harness.Advance(21);
        }

        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void A_legacy_client_gets_the_status_code_of_a_policy_violation()
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.CreateLegacy();
        harness.OpenStream();
        harness.FromServer("<stream:features/>");
        harness.Written(creation);
        HeldRequest one = harness.Send(1);
        HeldRequest two = harness.Send(2);
        harness.Written(one);
        HeldRequest three = harness.Send(3);
        harness.Written(two);
        Assert.Equal(403, SessionHarness.Outcome(three).StatusCode);
    }

    [Fact]
    public void Empty_requests_that_leave_time_between_them_are_not()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1);
        harness.Advance(2);
        IsHeld(harness.Send(2));
        IsAnswered(one, Empty);
    }

    [Theory]
    [InlineData("<message xmlns='jabber:client' id='1' from='a@b'/>", "")]
    [InlineData("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    [InlineData("", "pause='10'")]
    public void A_request_that_does_something_is_not(string payload, string attributes)
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(1);
        harness.Send(2, payload, attributes);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void A_request_that_is_parked_again_after_something_was_sent_is_not()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest sent = harness.Send(1, Message("up"));
        HeldRequest parked = harness.Send(2);
        IsAnswered(sent, Empty);
        harness.Written(sent);
        IsHeld(parked);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void A_request_that_others_have_overtaken_is_not()
    {
        SessionHarness harness = SessionHarness.Created();
        for (int i = 1; i < 10; i += 3)
        {
            HeldRequest parked = harness.Send(i);
            harness.FromServer(Message("1"));
            harness.Written(parked);
            HeldRequest overtaking = harness.Send(i + 2, Message("up"));
            HeldRequest overtaken = harness.Send(i + 1);
            harness.Written(overtaken);
            harness.FromServer(Message("2"));
            harness.Written(overtaking);
        }

        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void Fewer_requests_than_are_allowed_are_not()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='2' wait='30'");
        HeldRequest oldest = harness.Send(1);
        for (int i = 2; i < 10; i++)
        {
            HeldRequest request = harness.Send(i);
            harness.FromServer(Message("1"));
            harness.Written(oldest);
            IsHeld(request);
            oldest = request;
        }

        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void Repeats_are_not()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(1);
        harness.Send(1);
        IsHeld(harness.Send(1));
    }

    [Fact]
    public void Requests_whose_clients_have_gone_are_not_counted()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.ClientGone(harness.Send(1));
        IsHeld(harness.Send(2));
    }

    [Fact]
    public void A_request_that_overtook_the_one_before_it_is_not()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest two = harness.Send(2);
        harness.Advance(0.1);
        harness.Send(1);
        Assert.False(two.Answer.IsCompleted);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void Nothing_is_judged_when_no_interval_was_told()
    {
        SessionHarness harness = SessionHarness.Created(o => o.Polling = TimeSpan.Zero);
        harness.Send(1);
        IsHeld(harness.Send(2));
    }

    [Fact]
    public void Nothing_is_judged_while_the_server_is_slow()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Link.QueuedBytes = 300_000;
        harness.Send(1);
        IsHeld(harness.Send(2));
        IsHeld(harness.Send(3));
    }

    [Fact]
    public void Even_while_the_server_is_slow_no_more_than_a_few_requests_wait()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Link.QueuedBytes = 300_000;
        HeldRequest[] requests = [.. Enumerable.Range(1, 4).Select(i => harness.Send(i, Message("up")))];
        IsAnswered(requests[0], Empty);
        harness.Written(requests[0]);
        Assert.All(requests[1..], IsHeld);
    }

    [Fact]
    public void Even_while_answers_are_stuck_a_client_cannot_leave_any_number_of_requests()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Link.QueuedBytes = 300_000;
        int count = 1;
        while (harness.Ended == SessionEnd.None && count < 1000)
        {
            harness.Send(count++);
        }

        Assert.Equal(SessionEnd.Overactive, harness.Ended);
        Assert.InRange(count, 10, 50);
    }

    [Theory]
    [InlineData("hold='0' wait='30'")]
    [InlineData("hold='1' wait='0'")]
    public void Empty_requests_of_a_polling_session_that_follow_too_soon_are_a_policy_violation(string attributes)
    {
        SessionHarness harness = SessionHarness.Created(attributes: attributes);
        harness.Written(harness.Send(1, Message("up")));
        harness.Advance(5);
        HeldRequest one = harness.Send(2);
        IsAnswered(one, Empty);
        harness.Written(one);
        harness.Advance(1);
        IsAnswered(harness.Send(3), Terminal("policy-violation"));
    }

    [Fact]
    public void Polls_that_keep_the_interval_are_not()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='0' wait='30'");
        for (int i = 1; i < 10; i++)
        {
            HeldRequest request = harness.Send(i);
            IsAnswered(request, Empty);
            harness.Written(request);
            harness.Advance(2);
        }
    }

    [Fact]
    public void A_poll_after_one_that_brought_something_is_not_too_soon()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='0' wait='30'");
        harness.FromServer(Message("1"));
        HeldRequest one = harness.Send(1);
        IsAnswered(one, With(Message("1")));
        harness.Written(one);
        IsAnswered(harness.Send(2), Empty);
    }

    [Fact]
    public void A_poll_after_a_request_that_sent_something_is_not_too_soon()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='0' wait='30'");
        harness.Written(harness.Send(1, Message("up")));
        IsAnswered(harness.Send(2), Empty);
    }

    [Fact]
    public void A_poll_that_acknowledges_the_empty_answer_before_it_may_be_too_soon_as_well()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='0' wait='30' ack='1'");
        harness.Written(harness.Send(1));
        IsAnswered(harness.Send(2, attributes: "ack='1001'"), Terminal("policy-violation"));
    }

    [Fact]
    public void The_first_poll_for_features_is_not_too_soon()
    {
        var harness = new SessionHarness();
        harness.Written(harness.Create("hold='0' wait='0'"));
        IsAnswered(harness.Send(1), Empty);
    }

    [Fact]
    public void The_domain_that_a_request_names_where_there_is_one_stream_changes_nothing()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='0' wait='30'");
        harness.Written(harness.Send(1, attributes: "to='example.com'"));
        IsAnswered(harness.Send(2, attributes: "to='example.com'"), Terminal("policy-violation"));
    }
}
