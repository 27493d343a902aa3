using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>Stream management between us and the server (XEP-0198), which the client does not see.</summary>
public sealed class SessionManagementTests : SessionManagementTest
{
    [Fact]
    public void It_is_asked_for_just_before_the_first_presence()
    {
        SessionHarness harness = Offered();
        harness.Send(1, $"<iq xmlns='jabber:client' id='s' type='set'/>{Presence}");
        Assert.Equal($"<iq xmlns='jabber:client' id='s' type='set'/>{Enable}{Presence}", harness.Link.Sent);
    }

    [Fact]
    public void It_is_asked_for_once()
    {
        SessionHarness harness = Offered();
        harness.Send(1, Presence);
        harness.Send(2, Presence);
        Assert.Equal(Enable + Presence + Presence, harness.Link.Sent);
    }

    [Fact]
    public void It_is_asked_for_before_the_presence_of_an_old_client_too()
    {
        SessionHarness harness = Offered();
        harness.Send(1, "<presence/>");
        Assert.Equal(Enable + "<presence/>", harness.Link.Sent);
    }

    [Fact]
    public void A_presence_in_the_language_of_its_request_keeps_it()
    {
        SessionHarness harness = Offered();
        harness.Send(1, "<iq type='get'/><presence/><message/>", "xml:lang='de'");
        Assert.Equal($"<iq xml:lang='de' type='get'/>{Enable}<presence xml:lang='de'/><message xml:lang='de'/>", harness.Link.Sent);
    }

    [Fact]
    public void It_is_not_asked_for_where_the_server_does_not_offer_it()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(1, Presence);
        Assert.Equal(Presence, harness.Link.Sent);
    }

    [Fact]
    public void It_is_not_asked_for_when_the_options_say_so()
    {
        SessionHarness harness = Offered(o => o.Domains["example.com"].StreamManagement = false);
        harness.Send(1, Presence);
        Assert.Equal(Presence, harness.Link.Sent);
    }

    [Fact]
    public void It_is_not_asked_for_by_queries_which_come_before_a_client_may_have_asked_itself()
    {
        SessionHarness harness = Offered();
        harness.Send(1, "<iq xmlns='jabber:client' type='set' id='1'/>");
        Assert.Equal("<iq xmlns='jabber:client' type='set' id='1'/>", harness.Link.Sent);
    }

    [Theory]
    [InlineData(Enabled)]
    [InlineData("<failed xmlns='urn:xmpp:sm:3'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>")]
    [InlineData(Enabled, AckRequest)]
    [InlineData(Enabled, "<a xmlns='urn:xmpp:sm:3' h='1'/>")]
    public void The_client_sees_nothing_of_it(params string[] elements)
    {
        SessionHarness harness = Offered();
        HeldRequest held = harness.Send(1, Presence);
        harness.FromServer(elements);
        IsHeld(held);
        harness.FromServer(Message("1"));
        IsAnswered(held, With(Message("1")));
    }

    [Fact]
    public void The_server_is_told_what_the_client_has_when_it_asks()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"), AckRequest);
        Assert.EndsWith(Presence + Ack(0), harness.Link.Sent, StringComparison.Ordinal);
        harness.Written(held);
        harness.Send(2);
        Assert.EndsWith(Ack(0) + Ack(1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_before_it_began_is_not_counted()
    {
        SessionHarness harness = Offered();
        HeldRequest held = harness.Send(1, Presence);
        harness.FromServer(Message("0"), Enabled, Message("1"), AckRequest);
        harness.Written(held);
        harness.Send(2);
        Assert.EndsWith(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void Stanzas_are_counted_and_nothing_else()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(
            Message("1"),
            "<x xmlns='urn:x'/>",
            "<message xmlns='urn:x'/>",
            "<presence xmlns='jabber:client' from='a@b'/>",
            "<iq xmlns='jabber:client' type='result' id='1'/>",
            AckRequest);
        harness.Written(held);
        harness.Send(2);
        Assert.EndsWith(Ack(3), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_that_was_not_written_confirms_nothing()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"), AckRequest);
        harness.Written(held, ok: false);
        HeldRequest two = harness.Send(2);
        IsAnswered(two, With(Message("1")));
        Assert.EndsWith(Presence + Ack(0), harness.Link.Sent, StringComparison.Ordinal);
        harness.Written(two);
        harness.Send(3);
        Assert.EndsWith(Ack(0) + Ack(1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_with_a_payload_may_have_crossed_the_answer_and_confirms_it_only_as_invariant_8_says()
    {
        SessionHarness harness = Managed(out HeldRequest one);
        harness.FromServer(Message("1"), AckRequest);
        harness.Written(one);
        HeldRequest two = harness.Send(2, Message("up"));
        Assert.DoesNotContain(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
        HeldRequest three = harness.Send(3, Message("up"));
        harness.Written(two);
        Assert.EndsWith(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
        IsHeld(three);
    }

    [Fact]
    public void The_acknowledgements_of_a_client_that_uses_them_are_what_counts()
    {
        SessionHarness harness = Managed(out HeldRequest one, attributes: "hold='1' wait='30' ack='1'");
        harness.FromServer(Message("1"));
        harness.Written(one);
        HeldRequest two = harness.Send(2, attributes: $"ack='{SessionHarness.First + 1}'");
        harness.FromServer(Message("2"), AckRequest);
        Assert.EndsWith(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
        harness.Written(two);
        harness.Send(3, attributes: $"ack='{SessionHarness.First + 1}'");
        Assert.EndsWith(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_wish_of_the_client_is_refused_by_us_and_ends_no_stream()
    {
        SessionHarness harness = Managed(out HeldRequest held);
        harness.FromServer(Message("1"));
        harness.Written(held);
        int sent = harness.Link.SentLength;
        HeldRequest two = harness.Send(2, Message("up") + "<enable xmlns='urn:xmpp:sm:3' resume='true'/>" + Ack(7) + AckRequest + Message("up2"));
        Assert.Equal(Message("up") + Message("up2"), harness.Link.SentAfter(sent));
        IsAnswered(two, With("<failed xmlns='urn:xmpp:sm:3'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"));
    }
}
