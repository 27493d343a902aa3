using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Multiple Streams: how streams begin, and what goes where.</summary>
public sealed class SessionStreamsTests : StreamsTest
{
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
    public void Streams_that_nobody_hears_of_are_bounded()
    {
        (SessionHarness harness, _) = Created();
        for (int i = 1; i <= 100; i++)
        {
            HeldRequest opening = harness.Send(i, attributes: Opening);
            harness.ClientGone(opening);
            if (i < harness.StreamCount)
            {
                harness.ServerGone(UpstreamEnd.Lost, stream: i);
            }
        }

        Assert.InRange(harness.StreamCount, 2, 4);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Fact]
    public void What_did_not_get_through_comes_before_what_its_stream_sent_later_whatever_another_one_has_told()
    {
        (SessionHarness harness, string first, string second) = WithTwo();
        harness.FromServer(Message("1"));
        HeldRequest one = harness.Send(2);
        harness.Written(one);
        harness.FromServerOf(1, Message("of the other"));
        HeldRequest two = harness.Send(3);
        IsAnswered(two, $"<body stream='{second}' {Namespace}>{Message("of the other")}</body>");
        harness.Written(two);
        harness.Written(harness.Send(2), ok: false);
        harness.FromServer(Message("2"));
        IsAnswered(harness.Send(4), $"<body stream='{first}' {Namespace}>{Message("1")}{Message("2")}</body>");
    }
}
