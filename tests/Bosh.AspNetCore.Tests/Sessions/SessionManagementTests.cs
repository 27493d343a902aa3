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
    public void What_was_confirmed_and_is_given_again_is_not_counted_twice()
    {
        SessionHarness harness = Managed(out HeldRequest one);
        harness.FromServer(Message("1"), AckRequest);
        harness.Written(one);
        HeldRequest two = harness.Send(2);
        HeldRequest copy = harness.Send(1, Presence);
        harness.Written(copy, ok: false);
        IsAnswered(two, With(Message("1")));
        harness.Written(two);
        harness.Send(3);
        harness.FromServer(AckRequest);
        Assert.EndsWith(Ack(1) + Ack(1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_confirmed_by_a_later_rid_and_was_not_written_after_all_is_not_counted_twice()
    {
        SessionHarness harness = Managed(out HeldRequest one);
        harness.FromServer(Message("1"), AckRequest);
        HeldRequest two = harness.Send(2, Message("up"));
        HeldRequest three = harness.Send(3, Message("up"));
        harness.Written(one, ok: false);
        foreach (HeldRequest request in new[] { two, three, harness.Send(4), harness.Send(5), harness.Send(6) })
        {
            if (request.Answer.IsCompleted)
            {
                harness.Written(request);
            }
        }

        harness.FromServer(AckRequest);
        Assert.EndsWith(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_out_of_order_is_not_acknowledged_in_the_place_of_what_the_server_sent_first()
    {
        SessionHarness harness = Managed(out HeldRequest one);
        harness.FromServer(Message("1"), AckRequest);
        HeldRequest two = harness.Send(2, Message("up"));
        harness.FromServer(Message("2"));
        harness.Advance(2.1);
        IsAnswered(two, With(Message("2")));
        harness.Written(two);
        harness.Written(one, ok: false);
        harness.Send(3);
        HeldRequest four = harness.Send(4, Message("up"));
        harness.FromServer(AckRequest);
        Assert.DoesNotContain(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
        Assert.DoesNotContain(Ack(2), harness.Link.Sent, StringComparison.Ordinal);
        IsHeld(four);
    }

    [Fact]
    public void A_client_that_keeps_two_requests_with_us_may_not_have_the_last_answer_when_it_asks_for_more()
    {
        SessionHarness harness = Managed(out HeldRequest one, attributes: "hold='2' wait='30'");
        HeldRequest two = harness.Send(2);
        harness.FromServer(Message("1"));
        harness.Written(one);
        harness.FromServer(Message("2"), AckRequest);
        harness.Written(two);
        harness.Send(3);
        Assert.EndsWith(Ack(1), harness.Link.Sent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_logs_in_by_SASL2_and_asks_for_nothing_gets_it_from_us()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(1, "<authenticate xmlns='urn:xmpp:sasl:2'/>");
        harness.FromServer("<success xmlns='urn:xmpp:sasl:2'/>", Offer);
        int sent = harness.Link.SentLength;
        harness.Send(2, Presence);
        Assert.Equal(Enable + Presence, harness.Link.SentAfter(sent));
    }

    [Theory]
    [InlineData("<enabled xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<failed xmlns='urn:xmpp:sm:3'/>")]
    public void A_client_that_asked_for_it_while_it_logged_in_is_not_asked_for_a_second_time(string answer)
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(1, "<authenticate xmlns='urn:xmpp:sasl:2'><bind xmlns='urn:xmpp:bind:0'><enable xmlns='urn:xmpp:sm:3'/></bind></authenticate>");
        harness.FromServer($"<success xmlns='urn:xmpp:sasl:2'><bound xmlns='urn:xmpp:bind:0'>{answer}</bound></success>", Offer);
        int sent = harness.Link.SentLength;
        harness.Send(2, Presence);
        Assert.Equal(Presence, harness.Link.SentAfter(sent));
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
