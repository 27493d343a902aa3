using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>What becomes of stanzas, at the end of a session, that a server with stream management (XEP-0198) keeps.</summary>
public sealed class SessionManagementEndTests : SessionManagementTest
{
    private const string Bounced =
        "<message type='error' to='a@b' id='{0}'><error type='wait'><recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";

    private static string Bounce(string id) => Bounced.Replace("{0}", id, StringComparison.Ordinal);

    [Fact]
    public void What_waits_for_a_client_that_does_not_come_back_is_left_to_the_server()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.Advance(30);
        harness.Written(held);
        harness.FromServer(Message("1"), AckRequest);
        int sent = harness.Link.SentLength;
        harness.Advance(60);
        Assert.Equal(SessionEnd.Inactive, harness.Ended);
        Assert.Equal("[close]", harness.Link.SentAfter(sent));
    }

    [Fact]
    public void What_came_before_it_began_is_sent_back_and_what_came_after_is_not()
    {
        SessionHarness harness = Offered();
        HeldRequest held = harness.Send(1, Presence);
        harness.Advance(30);
        harness.Written(held);
        harness.FromServer(Message("0"), Enabled, Message("1"));
        int sent = harness.Link.SentLength;
        harness.Advance(60);
        Assert.Equal(Bounce("0") + "[close]", harness.Link.SentAfter(sent));
    }

    [Fact]
    public void What_was_written_into_a_connection_that_broke_unnoticed_stays_with_the_server()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"), AckRequest);
        harness.Written(held);
        harness.Advance(60);
        Assert.EndsWith(Ack(0) + "[close]", harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_client_has_is_acknowledged_at_the_end_though_the_server_has_not_asked()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"));
        harness.Written(held);
        HeldRequest two = harness.Send(2);
        harness.FromServer(Message("2"));
        harness.Written(two);
        harness.Advance(60);
        Assert.EndsWith(Ack(1) + "[close]", harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_written_stays_with_the_server_too()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"));
        harness.Written(held, ok: false);
        int sent = harness.Link.SentLength;
        harness.Advance(60);
        Assert.Equal("[close]", harness.Link.SentAfter(sent));
    }

    [Fact]
    public void More_than_servers_keep_is_acknowledged_and_the_oldest_are_ours_to_send_back()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.Advance(30);
        harness.Written(held);
        for (int i = 0; i < StreamManagement.MaxUnacknowledged + 2; i++)
        {
            harness.FromServer(Message($"{i}"));
        }

        harness.FromServer(AckRequest);
        Assert.EndsWith(Ack(2), harness.Link.Sent, StringComparison.Ordinal);
        int sent = harness.Link.SentLength;
        harness.Advance(60);
        Assert.Equal(Bounce("0") + Bounce("1") + "[close]", harness.Link.SentAfter(sent));
    }

    [Fact]
    public void Of_an_answer_that_was_not_written_only_what_the_server_has_forgotten_is_sent_back()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer([.. Enumerable.Range(0, StreamManagement.MaxUnacknowledged + 2).Select(i => Message($"{i}")), AckRequest]);
        harness.Written(held, ok: false);
        int sent = harness.Link.SentLength;
        harness.Advance(60);
        Assert.Equal(Bounce("0") + Bounce("1") + "[close]", harness.Link.SentAfter(sent));
    }

    [Fact]
    public void What_came_before_it_began_is_sent_back_though_it_stood_in_one_answer_with_more()
    {
        SessionHarness harness = Offered();
        HeldRequest held = harness.Send(1, Presence);
        harness.FromServer(Message("0"), Enabled, Message("1"));
        IsAnswered(held, With(Message("0"), Message("1")));
        harness.Written(held, ok: false);
        int sent = harness.Link.SentLength;
        harness.Advance(60);
        Assert.Equal(Bounce("0") + "[close]", harness.Link.SentAfter(sent));
    }

    [Fact]
    public void What_was_in_answers_that_were_not_written_stays_whole_however_often_that_happens()
    {
        SessionHarness harness = Offered();
        HeldRequest held = harness.Send(1, Presence);
        harness.FromServer(Message("0"), Message("1"));
        harness.Written(held, ok: false);
        harness.FromServer(Enabled, Message("2"), Message("3"));
        for (int i = 2; i <= 4; i++)
        {
            HeldRequest next = harness.Send(i);
            IsAnswered(next, With(Message("0"), Message("1"), Message("2"), Message("3")));
            harness.Written(next, ok: false);
        }

        int sent = harness.Link.SentLength;
        harness.Advance(60);
        Assert.Equal(Bounce("0") + Bounce("1") + "[close]", harness.Link.SentAfter(sent));
    }

    [Fact]
    public void A_server_that_never_asks_is_told_before_it_keeps_more_than_servers_keep()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.Advance(30);
        harness.Written(held);
        for (int i = 0; i < (2 * StreamManagement.MaxUnacknowledged) + 1; i++)
        {
            harness.FromServer(Message($"{i}"));
        }

        Assert.Contains(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
        Assert.Contains(Ack(StreamManagement.MaxUnacknowledged + 1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_terminates_has_what_was_written_before_and_leaves_the_rest_to_the_server()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"));
        harness.Written(held);
        harness.FromServer(Message("2"));
        int sent = harness.Link.SentLength;
        HeldRequest last = harness.Send(2, attributes: "type='terminate'");
        Assert.Equal(Ack(1) + "[close]", harness.Link.SentAfter(sent));
        IsAnswered(last, Terminated);
    }

    [Fact]
    public void A_client_that_terminates_while_an_answer_is_on_its_way_may_not_have_it()
    {
        SessionHarness harness = Managed(out _);
        harness.FromServer(Message("1"));
        int sent = harness.Link.SentLength;
        harness.Send(2, attributes: "type='terminate'");
        Assert.Equal("[close]", harness.Link.SentAfter(sent));
    }

    [Theory]
    [InlineData("<enable xmlns='urn:xmpp:sm:3' resume='true'/>", "<enabled xmlns='urn:xmpp:sm:3' id='r' resume='true'/>")]
    [InlineData("<enable xmlns='urn:xmpp:sm:2' resume='true'/>", "<enabled xmlns='urn:xmpp:sm:2' id='r' resume='true'/>")]
    [InlineData("<resume xmlns='urn:xmpp:sm:3' previd='r' h='0'/>", "<resumed xmlns='urn:xmpp:sm:3' previd='r' h='0'/>")]
    [InlineData(
        "<authenticate xmlns='urn:xmpp:sasl:2'><bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind></authenticate>",
        "<success xmlns='urn:xmpp:sasl:2'><bound xmlns='urn:xmpp:bind:0'><enabled xmlns='urn:xmpp:sm:3' id='r' resume='true'/></bound></success>")]
    public void A_client_that_uses_it_itself_gets_all_of_it_and_can_resume(string request, string answer)
    {
        SessionHarness harness = Offered();
        HeldRequest one = harness.Send(1, request);
        harness.FromServer(answer);
        IsAnswered(one, With(answer));
        harness.Written(one);
        HeldRequest two = harness.Send(2, Presence);
        harness.FromServer(Message("1"), AckRequest);
        IsAnswered(two, With(Message("1"), AckRequest));
        harness.Written(two);
        harness.ClientGone(harness.Send(3, Ack(1)));
        harness.FromServer(Message("2"));
        harness.Advance(120);
        Assert.Equal(SessionEnd.Inactive, harness.Ended);
        Assert.Equal(request + Presence + Ack(1) + "[abandon]", harness.Link.Sent);
    }

    [Fact]
    public void A_client_that_uses_it_itself_and_terminates_ends_its_stream()
    {
        SessionHarness harness = Offered();
        harness.Send(1, Enable);
        harness.FromServer(Enabled);
        harness.Send(2, attributes: "type='terminate'");
        Assert.Equal(Enable + "[close]", harness.Link.Sent);
    }

    [Fact]
    public void A_client_that_was_refused_it_has_its_messages_sent_back()
    {
        SessionHarness harness = Offered();
        HeldRequest one = harness.Send(1, Enable);
        harness.FromServer("<failed xmlns='urn:xmpp:sm:3'/>");
        harness.Written(one);
        harness.FromServer(Message("1"));
        harness.Advance(60);
        Assert.Equal(Enable + Bounce("1") + "[close]", harness.Link.Sent);
    }

    [Fact]
    public void A_server_that_goes_away_takes_what_it_keeps_with_it()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"));
        harness.Written(held);
        harness.FromServer(Message("2"));
        harness.ServerGone(UpstreamEnd.Lost);
        HeldRequest two = harness.Send(2);
        Assert.Equal(
            $"<body type='terminate' condition='remote-connection-failed' xmlns='http://jabber.org/protocol/httpbind'>{Message("2")}</body>",
            SessionHarness.Text(two));
    }
}
