using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Multiple Streams: Closing a Stream; Error Conditions.</summary>
public sealed class SessionStreamEndsTests : StreamsTest
{
    [Fact]
    public void A_client_closes_one_stream_and_the_session_goes_on()
    {
        (SessionHarness harness, string first, string second) = WithTwo();
        HeldRequest end = harness.Send(2, Message("2"), $"type='terminate' stream='{second}'");
        IsAnswered(end, $"<body type='terminate' stream='{second}' {Namespace}/>");
        harness.Written(end);
        Assert.Equal(("", Message("2") + "[close]"), (harness.Link.Sent, harness.LinkOf(1).Sent));
        Assert.Equal(SessionEnd.None, harness.Ended);

        // With one left, payloads still have a name: the client has known two.
        harness.FromServer(Message("3"));
        IsAnswered(harness.Send(3), $"<body stream='{first}' {Namespace}>{Message("3")}</body>");
    }

    [Fact]
    public void The_oldest_request_learns_that_a_stream_is_closed()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        HeldRequest one = harness.Send(2);
        HeldRequest end = harness.Send(3, attributes: $"type='terminate' stream='{second}'");
        IsAnswered(one, $"<body type='terminate' stream='{second}' {Namespace}/>");
        harness.Written(one);
        IsAnswered(end, Empty);
    }

    [Fact]
    public void What_is_sent_to_a_stream_that_has_just_ended_is_ignored()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        harness.Written(harness.Send(2, attributes: $"type='terminate' stream='{second}'"));
        harness.Send(3, Message("3"), $"stream='{second}'");
        Assert.Equal(("", "[close]"), (harness.Link.Sent, harness.LinkOf(1).Sent));
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void With_its_last_stream_the_session_ends()
    {
        (SessionHarness harness, string first, string second) = WithTwo();
        harness.Written(harness.Send(2, attributes: $"type='terminate' stream='{second}'"));
        IsAnswered(harness.Send(3, attributes: $"type='terminate' stream='{first}'"), Terminated);
        Assert.Equal(SessionEnd.Terminated, harness.Ended);
    }

    [Fact]
    public void To_terminate_without_a_name_closes_all()
    {
        (SessionHarness harness, _, _) = WithTwo();
        IsAnswered(harness.Send(2, Message("2"), "type='terminate'"), Terminated);
        Assert.Equal((Message("2") + "[close]", Message("2") + "[close]"), (harness.Link.Sent, harness.LinkOf(1).Sent));
    }

    [Fact]
    public void A_stream_that_fails_is_told_by_name_after_what_came_before()
    {
        (SessionHarness harness, string first, string second) = WithTwo();
        harness.FromServerOf(1, Message("1"), "<stream:error><x xmlns='urn:x'/></stream:error>");
        IsAnswered(
            harness.Send(2),
            $"<body type='terminate' condition='remote-stream-error' stream='{second}' {Namespace} " +
            $"xmlns:stream='http://etherx.jabber.org/streams'>{Message("1")}<stream:error><x xmlns='urn:x'/></stream:error></body>");
        Assert.Equal(SessionEnd.None, harness.Ended);
        Assert.NotEqual(first, second, StringComparer.Ordinal);
    }

    [Fact]
    public void A_connection_that_is_lost_ends_its_stream_alone()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        HeldRequest request = harness.Send(2);
        harness.ServerGone(UpstreamEnd.Lost, stream: 1);
        IsAnswered(request, $"<body type='terminate' condition='remote-connection-failed' stream='{second}' {Namespace}/>");
        Assert.Equal(SessionEnd.None, harness.Ended);
        harness.Written(request);
        HeldRequest next = harness.Send(3);
        harness.ServerGone();
        IsAnswered(next, Terminal("remote-connection-failed"));
    }

    [Fact]
    public void What_an_answer_that_failed_told_of_a_stream_is_told_again()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        HeldRequest request = harness.Send(2);
        harness.ServerGone(UpstreamEnd.Lost, stream: 1);
        harness.Written(request, ok: false);
        IsAnswered(harness.Send(3, Message("up")), $"<body type='terminate' condition='remote-connection-failed' stream='{second}' {Namespace}/>");
    }

    [Fact]
    public void What_a_stream_that_was_closed_left_goes_back_to_its_own_server()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        harness.FromServer(Message("1"));
        harness.FromServerOf(1, "<message xmlns='jabber:client' from='a@b' to='c@d' id='2'/>");
        harness.Send(2, attributes: $"type='terminate' stream='{second}'");
        Assert.Equal("", harness.Link.Sent);
        Assert.Matches("^<message type='error' to='a@b' from='c@d' id='2'>.*</message>\\[close]$", harness.LinkOf(1).Sent);
    }

    [Fact]
    public void A_server_that_takes_nothing_ends_its_stream_alone()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        HeldRequest one = harness.Send(2);
        harness.LinkOf(1).QueuedBytes = 100_000_000;
        harness.Session.OnBatchEnd(harness.Now);
        IsAnswered(one, $"<body type='terminate' condition='remote-connection-failed' stream='{second}' {Namespace}/>");
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void The_end_of_the_session_comes_after_what_streams_have_left()
    {
        (SessionHarness harness, string first, string second) = WithTwo();
        harness.FromServerOf(1, Message("1"));
        harness.ServerGone(UpstreamEnd.Lost, stream: 1);
        harness.FromServer(Message("2"), "<stream:error><x xmlns='urn:x'/></stream:error>");
        string[] expected =
        [
            $"<body type='terminate' condition='remote-stream-error' stream='{first}' {Namespace} " +
                $"xmlns:stream='http://etherx.jabber.org/streams'>{Message("2")}<stream:error><x xmlns='urn:x'/></stream:error></body>",
            $"<body type='terminate' condition='remote-connection-failed' stream='{second}' {Namespace}>{Message("1")}</body>",
            Terminal("remote-stream-error"),
        ];
        for (int i = 0; i < expected.Length; i++)
        {
            HeldRequest request = harness.Send(i + 2);
            IsAnswered(request, expected[i]);
            harness.Written(request);
        }
    }

    [Fact]
    public void To_close_a_stream_that_has_ended_is_answered_at_once()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        harness.Written(harness.Send(2, attributes: $"type='terminate' stream='{second}'"));
        IsAnswered(harness.Send(3, attributes: $"type='terminate' stream='{second}'"), Empty);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void What_streams_have_left_comes_before_the_end_whatever_request_is_there()
    {
        (SessionHarness harness, string first) = Created();
        harness.FromServer(Message("1"));
        HeldRequest one = harness.Send(1);
        HeldRequest opening = harness.Send(2, attributes: Opening);
        harness.FromServer(Message("2"), "<stream:error/>");
        harness.ServerGone(UpstreamEnd.Lost, stream: 1);
        harness.Written(one);
        IsAnswered(
            opening,
            $"<body type='terminate' condition='remote-stream-error' stream='{first}' {Namespace} " +
            $"xmlns:stream='http://etherx.jabber.org/streams'>{Message("2")}<stream:error/></body>");
        harness.Written(opening);
        IsAnswered(harness.Send(3), Terminal("remote-connection-failed"));
    }

    [Theory]
    [InlineData("type='terminate'", "")]
    [InlineData("pause='9999'", " condition='policy-violation'")]
    public void A_request_that_ends_the_session_learns_that_and_not_of_streams_that_ended_before(string attributes, string condition)
    {
        (SessionHarness harness, _, _) = WithTwo();
        harness.FromServerOf(1, Message("1"));
        harness.ServerGone(UpstreamEnd.Lost, stream: 1);
        IsAnswered(harness.Send(2, attributes: attributes), $"<body type='terminate'{condition} {Namespace}/>");
    }

    [Fact]
    public void A_client_that_closes_the_last_stream_hears_of_one_that_had_ended_before()
    {
        (SessionHarness harness, string first, string second) = WithTwo();
        harness.FromServer(Message("1"));
        harness.ServerGone();
        HeldRequest end = harness.Send(2, attributes: $"type='terminate' stream='{second}'");
        IsAnswered(end, $"<body type='terminate' condition='remote-connection-failed' stream='{first}' {Namespace}>{Message("1")}</body>");
        harness.Written(end);
        IsAnswered(harness.Send(3), Terminated);
    }

    [Fact]
    public void What_did_not_get_through_of_a_stream_that_is_closed_goes_back_to_its_server()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        harness.FromServerOf(1, "<message xmlns='jabber:client' from='a@b' to='c@d' id='1'/>");
        HeldRequest one = harness.Send(2);
        harness.FromServerOf(1, "<message xmlns='jabber:client' from='a@b' to='c@d' id='2'/>");
        HeldRequest two = harness.Send(3);
        harness.Advance(3);
        harness.Written(two);
        harness.Written(one, ok: false);
        HeldRequest end = harness.Send(4, attributes: $"type='terminate' stream='{second}'");
        IsAnswered(end, $"<body type='terminate' stream='{second}' {Namespace}/>");
        Assert.Matches("^<message type='error' to='a@b' from='c@d' id='1'>.*</message>\\[close]$", harness.LinkOf(1).Sent);
    }

    [Fact]
    public void What_did_not_get_through_of_a_stream_that_has_ended_comes_with_its_end_again()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        harness.FromServerOf(1, Message("1"));
        HeldRequest one = harness.Send(2);
        harness.ServerGone(UpstreamEnd.Lost, stream: 1);
        HeldRequest two = harness.Send(3);
        harness.Advance(3);
        IsAnswered(two, $"<body type='terminate' condition='remote-connection-failed' stream='{second}' {Namespace}/>");
        harness.Written(two);
        harness.Written(one, ok: false);
        IsAnswered(
            harness.Send(4), $"<body type='terminate' condition='remote-connection-failed' stream='{second}' {Namespace}>{Message("1")}</body>");
    }

    [Fact]
    public void What_a_stream_that_is_opened_and_closed_in_one_go_has_to_send_is_sent()
    {
        (SessionHarness harness, _) = Created();
        harness.Send(2, Message("2"), "type='terminate'");
        harness.Send(1, attributes: Opening);
        Assert.Equal(Message("2") + "[close]", harness.LinkOf(1).Sent);
        Assert.Equal(1, harness.LinkOf(1).Flushes);
    }
}
