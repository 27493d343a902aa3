using System.Text.RegularExpressions;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Multiple Streams.</summary>
public sealed partial class SessionStreamsTests : SessionTest
{
    private const string Namespace = "xmlns='http://jabber.org/protocol/httpbind'";
    private const string Opening = "to='example.com'";

    [Fact]
    public void The_first_answer_names_the_first_stream()
    {
        var harness = new SessionHarness(o => o.Limits.MaxStreams = 2);
        HeldRequest creation = harness.Create();
        harness.OpenStream();
        harness.FromServer("<stream:features/>");
        string name = NameIn(creation);
        Assert.Equal(32, name.Length);
        Assert.NotEqual(harness.Session.Id.ToText(), name, StringComparer.Ordinal);
    }

    [Fact]
    public void With_one_stream_nothing_is_said_of_streams()
    {
        SessionHarness harness = SessionHarness.Created();
        HeldRequest one = harness.Send(1, attributes: Opening);
        harness.FromServer(Message("1"));
        IsAnswered(one, With(Message("1")));
        harness.Written(one);
        harness.Send(2, Message("2"), "stream='what'");
        Assert.Equal(Message("2"), harness.Link.Sent);
        Assert.Equal(1, harness.StreamCount);
    }

    [Fact]
    public void Another_stream_is_opened_and_named_with_its_features()
    {
        (SessionHarness harness, _) = Created();
        HeldRequest opening = harness.Send(1, attributes: "to='example.com' xml:lang='de' from='me@example.com'");
        IsHeld(opening);
        Assert.Equal(("example.com", "me@example.com", "de"), (harness.TermsOf(1).To, harness.TermsOf(1).From, harness.TermsOf(1).Lang));
        harness.OpenStream(stream: 1);
        harness.FromServerOf(1, "<stream:features/>");
        IsAnswered(
            opening,
            $"<body stream='{NameIn(opening)}' from='example.com' authid='s1' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh' {Namespace} " +
            "xmlns:stream='http://etherx.jabber.org/streams'><stream:features/></body>");
    }

    [Fact]
    public void A_stream_whose_server_says_nothing_is_named_all_the_same()
    {
        (SessionHarness harness, string first) = Created();
        HeldRequest opening = harness.Send(1, attributes: Opening);
        harness.Advance(5);
        IsAnswered(opening, $"<body stream='{NameIn(opening)}' {Namespace}/>");
        Assert.NotEqual(first, NameIn(opening), StringComparer.Ordinal);
        harness.Written(opening);
        HeldRequest next = harness.Send(2);
        harness.OpenStream(stream: 1);
        harness.FromServerOf(1, "<stream:features/>");
        Assert.StartsWith($"<body stream='{NameIn(opening)}' from='example.com'", SessionHarness.Text(next), StringComparison.Ordinal);
    }

    [Fact]
    public void What_waits_on_another_stream_does_not_wait_for_a_new_one()
    {
        (SessionHarness harness, string first) = Created();
        HeldRequest opening = harness.Send(1, attributes: Opening);
        harness.FromServer(Message("1"));
        string second = NameIn(opening);
        IsAnswered(opening, $"<body stream='{second}' {Namespace}/>");
        harness.Written(opening);
        IsAnswered(harness.Send(2), $"<body stream='{first}' {Namespace}>{Message("1")}</body>");
    }

    [Fact]
    public void An_answer_to_an_earlier_request_does_not_tell_of_a_stream_that_the_client_does_not_know_yet()
    {
        (SessionHarness harness, _) = Created();
        HeldRequest one = harness.Send(1);
        HeldRequest opening = harness.Send(2, attributes: Opening);
        IsAnswered(one, Empty);
        harness.Written(one);
        harness.OpenStream(stream: 1);
        harness.FromServerOf(1, Message("1"));
        Assert.StartsWith("<body stream='", SessionHarness.Text(opening), StringComparison.Ordinal);
        Assert.Equal(Message("1"), SessionHarness.Payload(opening));
    }

    [Fact]
    public void Each_answer_carries_payloads_of_one_stream_and_streams_take_turns()
    {
        (SessionHarness harness, string first, string second) = WithTwo(o => o.Limits.MaxAnswerSize = 1024);
        string one = Large("1");
        string two = Large("2");
        harness.FromServer(one, two);
        harness.FromServerOf(1, Message("3"), Message("4"));
        (string Name, string Payload)[] expected = [(first, one), (second, Message("3") + Message("4")), (first, two)];
        for (int i = 0; i < expected.Length; i++)
        {
            HeldRequest request = harness.Send(i + 2);
            IsAnswered(request, $"<body stream='{expected[i].Name}' {Namespace}>{expected[i].Payload}</body>");
            harness.Written(request);
        }

        static string Large(string id) => $"<message xmlns='jabber:client' id='{id}'><body>{new string('x', 1000)}</body></message>";
    }

    [Fact]
    public void An_empty_answer_names_no_stream()
    {
        (SessionHarness harness, _, _) = WithTwo();
        HeldRequest request = harness.Send(2);
        harness.Advance(30);
        IsAnswered(request, Empty);
    }

    [Fact]
    public void Payloads_go_to_the_stream_that_is_named()
    {
        (SessionHarness harness, string first, string second) = WithTwo();
        harness.Send(2, Message("2"), $"stream='{second}'");
        harness.Send(3, Message("3"), $"stream='{first}'");
        Assert.Equal((Message("3"), Message("2")), (harness.Link.Sent, harness.LinkOf(1).Sent));
    }

    [Fact]
    public void Payloads_without_a_name_go_to_all()
    {
        (SessionHarness harness, _, _) = WithTwo();
        harness.Send(2, Message("2"));
        Assert.Equal((Message("2"), Message("2")), (harness.Link.Sent, harness.LinkOf(1).Sent));
    }

    [Fact]
    public void Payloads_for_a_stream_that_there_is_not_end_the_session()
    {
        (SessionHarness harness, _, _) = WithTwo();
        IsAnswered(harness.Send(2, Message("2"), "stream='another'"), Terminal("item-not-found"));
        Assert.Equal(("[close]", "[close]"), (harness.Link.Sent, harness.LinkOf(1).Sent));
    }

    [Fact]
    public void The_name_of_no_stream_means_nothing_where_nothing_is_sent()
    {
        (SessionHarness harness, _, _) = WithTwo();
        IsHeld(harness.Send(2, attributes: "stream='another'"));
    }

    [Fact]
    public void The_stream_that_is_named_is_restarted()
    {
        (SessionHarness harness, _, string second) = WithTwo();
        harness.Send(2, attributes: $"stream='{second}' to='example.com' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.Equal(("", "[restart]"), (harness.Link.Sent, harness.LinkOf(1).Sent));
        Assert.Equal(2, harness.StreamCount);
    }

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
    public void A_stream_that_cannot_be_opened_is_told_by_name()
    {
        (SessionHarness harness, _) = Created();
        HeldRequest opening = harness.Send(1, attributes: Opening);
        harness.ServerGone(UpstreamEnd.Lost, stream: 1);
        IsAnswered(opening, $"<body type='terminate' condition='remote-connection-failed' stream='{NameIn(opening)}' {Namespace}/>");
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Theory]
    [InlineData("to='nowhere.example'", "host-unknown")]
    [InlineData("to=''", "improper-addressing")]
    public void A_stream_that_is_refused_leaves_the_session_alone(string attributes, string condition)
    {
        (SessionHarness harness, _) = Created();
        HeldRequest opening = harness.Send(1, attributes: attributes);
        IsAnswered(opening, $"<body type='terminate' condition='{condition}' stream='{NameIn(opening)}' {Namespace}></body>");
        Assert.Equal((SessionEnd.None, 1), (harness.Ended, harness.StreamCount));
    }

    [Fact]
    public void More_streams_than_allowed_are_refused()
    {
        (SessionHarness harness, _, _) = WithTwo();
        HeldRequest opening = harness.Send(2, attributes: Opening);
        IsAnswered(opening, $"<body type='terminate' condition='policy-violation' stream='{NameIn(opening)}' {Namespace}></body>");
        Assert.Equal((SessionEnd.None, 2), (harness.Ended, harness.StreamCount));
    }

    [Fact]
    public void A_repeat_of_a_request_for_a_stream_opens_no_other()
    {
        (SessionHarness harness, _) = Created();
        HeldRequest opening = harness.Send(1, attributes: Opening);
        HeldRequest again = harness.Send(1, attributes: Opening);
        IsAnswered(opening, Recoverable);
        harness.Advance(5);
        Assert.Equal(2, harness.StreamCount);
        Assert.Equal(32, NameIn(again).Length);
    }

    [Fact]
    public void The_name_of_a_stream_whose_request_has_gone_is_told_later()
    {
        (SessionHarness harness, _) = Created();
        HeldRequest opening = harness.Send(1, attributes: Opening);
        harness.ClientGone(opening);
        harness.OpenStream(stream: 1);
        harness.FromServerOf(1, Message("1"));
        HeldRequest next = harness.Send(2);
        Assert.Equal(32, NameIn(next).Length);
        Assert.Equal(Message("1"), SessionHarness.Payload(next));
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
    public void The_reading_of_all_servers_stops_when_the_client_does_not_fetch()
    {
        (SessionHarness harness, _, _) = WithTwo(o => o.Limits.MaxOutboundBuffer = 1024);
        harness.FromServerOf(1, $"<message xmlns='jabber:client'><body>{new string('x', 2000)}</body></message>");
        Assert.False(harness.Link.IsReading);
        Assert.False(harness.LinkOf(1).IsReading);
        harness.Send(2);
        Assert.True(harness.Link.IsReading);
        Assert.True(harness.LinkOf(1).IsReading);
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

    private static (SessionHarness Harness, string First) Created(Action<BoshOptions>? configure = null)
    {
        var harness = new SessionHarness(o =>
        {
            o.Limits.MaxStreams = 2;
            o.Polling = TimeSpan.Zero;
            configure?.Invoke(o);
        });
        HeldRequest creation = harness.Create();
        harness.OpenStream();
        harness.FromServer("<stream:features/>");
        harness.Written(creation);
        return (harness, NameIn(creation));
    }

    private static (SessionHarness Harness, string First, string Second) WithTwo(Action<BoshOptions>? configure = null)
    {
        (SessionHarness harness, string first) = Created(configure);
        HeldRequest opening = harness.Send(1, attributes: Opening);
        harness.OpenStream(stream: 1);
        harness.FromServerOf(1, "<stream:features/>");
        harness.Written(opening);
        return (harness, first, NameIn(opening));
    }

    private static string NameIn(HeldRequest request) => StreamName().Match(SessionHarness.Text(request)).Groups["name"].Value;

    [GeneratedRegex(" stream='(?<name>[0-9a-f]{32})'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StreamName();
}
