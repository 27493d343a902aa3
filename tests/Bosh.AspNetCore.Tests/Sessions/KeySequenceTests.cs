using System.Security.Cryptography;
using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Tests.Sessions.Model;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>XEP-0124, Protecting Insecure Sessions.</summary>
public sealed class KeySequenceTests : SessionTest
{
    /// <summary>K(1) to K(n), each the SHA-1 of the one before it.</summary>
    private static readonly string[] Keys = Sequence("seed", 8);
    private static readonly string[] OtherKeys = Sequence("another seed", 3);

    [Fact]
    public void The_hash_is_SHA_1_of_the_hexadecimal_text()
    {
        // From the examples of the specification: K(n) = hex(SHA-1(K(n-1))).
        var keys = new KeySequence();
        keys.Advance(new BodyElement { NewKey = "a9993e364706816aba3e25717850c26c9cd0d89d" });
        Assert.True(keys.Accepts(new BodyElement { Key = "abc" }));
        Assert.False(keys.Accepts(new BodyElement { Key = "abd" }));
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void Who_has_lost_the_sequence_by_far_does_not_find_it_again(int skipped, bool isAccepted)
    {
        string[] sequence = Sequence("seed", 200);
        var keys = new KeySequence();
        keys.Advance(new BodyElement { NewKey = sequence[^1] });
        for (int i = 0; i < skipped; i++)
        {
            keys.Skip();
        }

        Assert.Equal(isAccepted, keys.Accepts(new BodyElement { Key = sequence[^(2 + skipped)] }));
    }

    [Fact]
    public void Requests_with_the_keys_of_the_sequence_are_processed()
    {
        SessionHarness harness = Keyed();
        harness.Send(1, Message("1"), Key(6));
        harness.Send(2, Message("2"), Key(5));
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
        Assert.Equal(SessionEnd.None, harness.Ended);
    }

    [Theory]
    [InlineData("")]
    [InlineData("key=''")]
    [InlineData("key='0000000000000000000000000000000000000000'")]
    [InlineData("newkey='0000000000000000000000000000000000000000'")]
    public void A_wrong_or_missing_key_ends_the_session_and_nothing_of_the_request_is_processed(string attributes)
    {
        SessionHarness harness = Keyed();
        HeldRequest request = harness.Send(1, Message("1"), attributes);
        IsAnswered(request, Terminal("item-not-found"));
        Assert.Equal("[close]", harness.Link.Sent);
        Assert.Equal(SessionEnd.WrongKey, harness.Ended);
    }

    [Fact]
    public void The_key_of_the_request_before_is_wrong()
    {
        SessionHarness harness = Keyed();
        harness.FromServer(Message("down"));
        harness.Written(harness.Send(1, Message("1"), Key(6)));
        IsAnswered(harness.Send(2, Message("2"), Key(6)), Terminal("item-not-found"));
    }

    [Fact]
    public void Another_request_that_waits_learns_that_it_was_not_its_fault()
    {
        SessionHarness harness = Keyed();
        HeldRequest held = harness.Send(1, attributes: Key(6));
        HeldRequest wrong = harness.Send(2, Message("2"), Key(1));
        IsAnswered(held, Terminal("other-request"));
        harness.Written(held);
        IsAnswered(wrong, Terminal("item-not-found"));
        harness.Written(wrong);
        IsAnswered(harness.Send(3, attributes: Key(4)), Terminal("item-not-found"));
    }

    [Fact]
    public void Case_is_not_significant()
    {
        SessionHarness harness = SessionHarness.Created(attributes: $"hold='1' wait='30' newkey='{Keys[7].ToUpperInvariant()}'");
        harness.Send(1, Message("1"), Key(6).ToUpperInvariant().Replace("KEY", "key", StringComparison.Ordinal));
        harness.Send(2, Message("2"), Key(5));
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
    }

    [Fact]
    public void A_client_switches_to_another_sequence()
    {
        SessionHarness harness = Keyed();
        harness.Send(1, Message("1"), $"{Key(6)} newkey='{OtherKeys[2]}'");
        harness.Send(2, Message("2"), $"key='{OtherKeys[1]}'");
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
        harness.Send(3, Message("3"), Key(5));
        Assert.Equal(SessionEnd.WrongKey, harness.Ended);
    }

    [Fact]
    public void Keys_are_checked_in_rid_order_whatever_order_requests_arrive_in()
    {
        SessionHarness harness = Keyed();
        harness.Send(2, Message("2"), Key(5));
        harness.Send(1, Message("1"), Key(6));
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
    }

    [Fact]
    public void An_exact_repeat_is_answered_again_though_its_key_was_used()
    {
        SessionHarness harness = Keyed();
        harness.FromServer(Message("down"));
        HeldRequest one = harness.Send(1, Message("1"), Key(6));
        harness.Written(one, ok: false);
        IsAnswered(harness.Send(1, Message("1"), Key(6)), With(Message("down")));
        harness.Send(2, Message("2"), Key(5));
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
    }

    [Fact]
    public void A_repeat_with_another_key_is_no_repeat()
    {
        SessionHarness harness = Keyed();
        harness.Written(harness.Send(1, Message("1"), Key(6)));
        IsAnswered(harness.Send(1, Message("1"), Key(5)), Terminal("item-not-found"));
    }

    [Fact]
    public void The_key_of_a_request_that_was_skipped_is_not_missed()
    {
        SessionHarness harness = Keyed();
        harness.Send(2, Message("2"), Key(5));
        harness.Advance(11);
        harness.Send(3, Message("3"), Key(4));
        Assert.Equal(Message("2") + Message("3"), harness.Link.Sent);
    }

    [Fact]
    public void A_request_that_cannot_be_read_ends_the_session_only_with_the_right_key()
    {
        SessionHarness harness = Keyed();
        IsAnswered(harness.Session.AcceptUnreadable(SessionHarness.Body(1, attributes: Key(3)), harness.Now), Terminal("bad-request"));
        Assert.Equal(SessionEnd.None, harness.Ended);
        IsAnswered(harness.Session.AcceptUnreadable(SessionHarness.Body(1, attributes: Key(6)), harness.Now), Terminal("bad-request"));
        Assert.Equal(SessionEnd.BadRequest, harness.Ended);
    }

    [Fact]
    public void A_client_that_hashes_capitals_may_leave_one_out_too()
    {
        string[] keys = Sequence("seed", 4, text => text.ToUpperInvariant());
        SessionHarness harness = SessionHarness.Created(attributes: $"hold='1' wait='30' newkey='{keys[3]}'");
        harness.Send(2, Message("2"), $"key='{keys[1]}'");
        harness.Advance(11);
        harness.Send(3, Message("3"), $"key='{keys[0]}'");
        Assert.Equal(Message("2") + Message("3"), harness.Link.Sent);
    }

    [Fact]
    public void A_wrong_key_is_answered_before_what_came_early_after_it()
    {
        SessionHarness harness = Keyed();
        HeldRequest two = harness.Send(2, attributes: Key(5));
        HeldRequest one = harness.Send(1, attributes: Key(1));
        IsAnswered(one, Terminal("item-not-found"));
        IsHeld(two);
        harness.Written(one);
        IsAnswered(two, Terminal("other-request"));
    }

    [Fact]
    public void What_came_early_when_the_session_ended_is_not_missed_either()
    {
        SessionHarness harness = Keyed();
        HeldRequest two = harness.Send(2, attributes: Key(5));
        harness.Session.Shutdown(harness.Now);
        IsAnswered(two, Terminal("system-shutdown"));
        harness.Written(two);
        IsAnswered(harness.Send(3, attributes: Key(4)), Terminal("system-shutdown"));
    }

    [Fact]
    public void What_came_early_when_the_session_ended_has_to_have_the_right_key_as_well()
    {
        SessionHarness harness = Keyed();
        HeldRequest two = harness.Send(2, attributes: Key(1));
        HeldRequest three = harness.Send(3, attributes: $"{Key(4)} type='terminate'");
        harness.Session.Shutdown(harness.Now);
        IsAnswered(two, Terminal("item-not-found"));
        harness.Written(two);
        IsAnswered(three, Terminal("system-shutdown"));
        harness.Written(three);
        IsAnswered(harness.Send(4, attributes: Key(3)), Terminal("system-shutdown"));
    }

    [Fact]
    public void What_came_early_when_the_session_ended_may_begin_another_sequence()
    {
        SessionHarness harness = Keyed();
        HeldRequest two = harness.Send(2, attributes: $"{Key(5)} newkey='{OtherKeys[2]}'");
        harness.Session.Shutdown(harness.Now);
        harness.Written(two);
        IsAnswered(harness.Send(3, attributes: $"key='{OtherKeys[1]}'"), Terminal("system-shutdown"));
    }

    [Fact]
    public void A_client_whose_stream_has_failed_gets_what_is_left_though_a_stranger_came_in_between()
    {
        SessionHarness harness = Keyed();
        harness.FromServer(Message("down"));
        harness.ServerGone();
        HeldRequest strange = harness.Send(1, attributes: Key(1));
        IsAnswered(strange, Terminal("item-not-found"));
        harness.Written(strange);
        IsAnswered(
            harness.Send(2, attributes: Key(5)),
            $"<body type='terminate' condition='remote-connection-failed' xmlns='http://jabber.org/protocol/httpbind'>{Message("down")}</body>");
    }

    [Fact]
    public void A_request_with_a_wrong_key_acknowledges_nothing()
    {
        SessionHarness harness = SessionHarness.Created(attributes: $"hold='1' wait='30' ack='1' newkey='{Keys[7]}'");
        HeldRequest one = harness.Send(1, Message("1"), Key(6));
        harness.FromServer(Message("down"));
        harness.Written(one);
        IsAnswered(harness.Send(2, attributes: $"{Key(1)} ack='1001'"), Terminal("item-not-found"));
        IsAnswered(harness.Send(1, Message("1"), Key(6)), With(Message("down")));
    }

    [Fact]
    public void A_repeat_of_a_request_with_a_wrong_key_gets_no_more_than_that()
    {
        SessionHarness harness = Keyed();
        HeldRequest one = harness.Send(1, attributes: Key(6));
        harness.FromServer(Message("1"));
        harness.FromServer(Message("2"));
        harness.ServerGone();
        HeldRequest wrong = harness.Send(2, attributes: Key(1));
        IsHeld(wrong);
        HeldRequest again = harness.Send(2, attributes: Key(1));
        harness.Written(one);
        IsAnswered(again, Terminal("item-not-found"));
    }

    [Fact]
    public void Answers_to_requests_with_wrong_keys_are_not_kept_without_end()
    {
        SessionHarness harness = Keyed();
        for (int i = 1; i <= 200; i++)
        {
            harness.Written(harness.Send(i));
        }

        Assert.InRange(KeptAnswers.Of(harness.Session).Count, 1, 70);
    }

    [Fact]
    public void Without_a_sequence_keys_mean_nothing()
    {
        SessionHarness harness = SessionHarness.Created();
        harness.Send(1, Message("1"), Key(6));
        harness.Send(2, Message("2"));
        Assert.Equal(Message("1") + Message("2"), harness.Link.Sent);
    }

    [Fact]
    public void A_first_key_that_is_no_hash_has_none_that_leads_to_it()
    {
        SessionHarness harness = SessionHarness.Created(attributes: "hold='1' wait='30' newkey='x'");
        IsAnswered(harness.Send(1, Message("1"), "key='x'"), Terminal("item-not-found"));
    }

    private static SessionHarness Keyed() => SessionHarness.Created(attributes: $"hold='1' wait='30' newkey='{Keys[7]}'");

    /// <summary>The attribute with K(n), counted from 0.</summary>
    private static string Key(int index) => $"key='{Keys[index]}'";

    private static string[] Sequence(string seed, int count, Func<string, string>? write = null)
    {
        string[] keys = new string[count];
        string last = seed;
        for (int i = 0; i < count; i++)
        {
#pragma warning disable CA5350 // The specification asks for SHA-1.
            last = Convert.ToHexStringLower(SHA1.HashData(Encoding.ASCII.GetBytes(last)));
#pragma warning restore CA5350
            last = write is null ? last : write(last);
            keys[i] = last;
        }

        return keys;
    }
}
