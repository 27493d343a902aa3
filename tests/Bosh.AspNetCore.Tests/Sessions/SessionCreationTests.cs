using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Initiating a BOSH Session; XEP-0206, Session Creation Response.</summary>
public sealed class SessionCreationTests : SessionTest
{
    [Fact]
    public void The_answer_waits_for_the_features_of_the_stream()
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.Create();
        IsHeld(creation);
        harness.OpenStream();
        IsHeld(creation);
        harness.FromServer("<stream:features/>");
        string answer = SessionHarness.Text(creation);
        Assert.Contains($"sid='{harness.Session.Id.ToText()}'", answer, StringComparison.Ordinal);
        Assert.Contains("from='example.com' authid='s1' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'", answer, StringComparison.Ordinal);
        Assert.EndsWith("xmlns:stream='http://etherx.jabber.org/streams'><stream:features/></body>", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_that_come_late_are_in_the_next_answer_with_what_the_header_says()
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.Create();
        harness.Advance(5);
        Assert.DoesNotContain("features", SessionHarness.Text(creation), StringComparison.Ordinal);
        harness.Written(creation);
        HeldRequest next = harness.Send(1);
        IsHeld(next);
        harness.OpenStream();
        harness.FromServer("<stream:features/>");
        IsAnswered(
            next,
            "<body from='example.com' authid='s1' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh' xmlns='http://jabber.org/protocol/httpbind' " +
            "xmlns:stream='http://etherx.jabber.org/streams'><stream:features/></body>");
    }

    [Fact]
    public void A_server_without_a_version_sends_no_features_and_is_not_waited_for()
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.Create();
        harness.OpenStream("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s1'>");
        Assert.Contains("authid='s1'", SessionHarness.Text(creation), StringComparison.Ordinal);
    }

    [Fact]
    public void With_wait_0_it_is_answered_at_once()
    {
        var harness = new SessionHarness();
        Assert.Contains("wait='0'", SessionHarness.Text(harness.Create("hold='1' wait='0'")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hold='1' wait='30'", "wait='30' requests='2' hold='1' inactivity='60' polling='2' maxpause='120' ver='1.11'")]
    [InlineData("hold='2' wait='30'", "wait='30' requests='3' hold='2'")]
    [InlineData("hold='9' wait='300'", "wait='55' requests='3' hold='2'")]
    [InlineData("", "wait='55' requests='2' hold='1'")]
    [InlineData("hold='0' wait='30'", "wait='30' requests='1' hold='0' inactivity='64'")]
    [InlineData("hold='1' wait='99999999999999999999'", "wait='55'")]
    public void Wishes_are_granted_within_our_limits(string wishes, string granted)
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.Create(wishes);
        harness.Advance(5);
        Assert.Contains(granted, SessionHarness.Text(creation), StringComparison.Ordinal);
    }

    [Fact]
    public void No_connection_to_the_server_is_told_as_remote_connection_failed()
    {
        var harness = new SessionHarness();
        HeldRequest creation = harness.Create();
        harness.ServerGone(UpstreamEnd.ConnectFailed);
        IsAnswered(creation, Terminal("remote-connection-failed"));
        Assert.Equal(SessionEnd.ConnectionFailed, harness.Ended);
    }

    [Fact]
    public void A_payload_in_the_first_request_goes_to_the_server()
    {
        var harness = new SessionHarness();
        harness.Create(payload: Message("1"));
        Assert.Equal(Message("1"), harness.Link.Sent);
    }

    [Fact]
    public void A_polling_session_may_be_away_for_longer_though_it_may_poll_as_often_as_it_likes()
    {
        var harness = new SessionHarness(o => o.Polling = TimeSpan.Zero);
        harness.Create("hold='0'");
        Assert.True(harness.Session.Terms.Inactivity > TimeSpan.FromSeconds(60));
    }
}
