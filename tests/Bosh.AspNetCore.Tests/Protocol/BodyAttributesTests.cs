using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class BodyAttributesTests
{
    [Fact]
    public void Every_attribute_of_a_session_request_is_read()
    {
        BodyElement body = Parsed.Attributes(
            "content='text/xml; charset=utf-8' from='user@example.com' hold='1' rid='1573741820' to='example.com' route='xmpp:example.com:9999' "
            + "ver='1.6' wait='60' ack='1' newkey='abc' stream='s1' xml:lang='en' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.Null(body.Problem);
        Assert.Equal("text/xml; charset=utf-8", body.Content);
        Assert.Equal("user@example.com", body.From);
        Assert.Equal(1, body.Hold);
        Assert.Equal(1573741820, body.Rid);
        Assert.Equal("example.com", body.To);
        Assert.Equal("xmpp:example.com:9999", body.Route);
        Assert.Equal(new ProtocolVersion(1, 6), body.Version);
        Assert.Equal(60, body.Wait);
        Assert.Equal(1, body.Ack);
        Assert.Equal("abc", body.NewKey);
        Assert.Equal("s1", body.Stream);
        Assert.Equal("en", body.Lang);
        Assert.Equal("1.0", body.XmppVersion);
        Assert.False(body.HasSid);
        Assert.False(body.IsRestart);
        Assert.False(body.IsTerminate);
    }

    [Fact]
    public void Every_attribute_of_a_later_request_is_read()
    {
        BodyElement body = Parsed.Attributes(
            $"rid='1573741821' sid='{Parsed.Sid}' key='k1' newkey='k2' ack='1573741819' pause='120' type='terminate' "
            + "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.Null(body.Problem);
        Assert.Equal(1573741821, body.Rid);
        Assert.True(body.HasSid);
        Assert.Equal(Parsed.Sid, body.Sid?.ToText());
        Assert.Equal("k1", body.Key);
        Assert.Equal("k2", body.NewKey);
        Assert.Equal(1573741819, body.Ack);
        Assert.Equal(120, body.Pause);
        Assert.True(body.IsTerminate);
        Assert.True(body.IsRestart);
    }

    [Fact]
    public void Attributes_that_are_not_there_are_null()
    {
        BodyElement body = Parsed.Attributes("rid='1'");
        Assert.Null(body.Problem);
        Assert.Null(body.Sid);
        Assert.Null(body.Key);
        Assert.Null(body.NewKey);
        Assert.Null(body.Ack);
        Assert.Null(body.Pause);
        Assert.Null(body.To);
        Assert.Null(body.From);
        Assert.Null(body.Route);
        Assert.Null(body.Content);
        Assert.Null(body.Lang);
        Assert.Null(body.Version);
        Assert.Null(body.Wait);
        Assert.Null(body.Hold);
        Assert.Null(body.Stream);
        Assert.Null(body.XmppVersion);
        Assert.Equal(BodyType.None, body.Type);
        Assert.Equal(0, body.ElementCount);
        Assert.Empty(body.Payload);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3001", 3001)]
    [InlineData("4292510612377698", 4292510612377698)]
    [InlineData("9007199254740991", 9007199254740991)]
    [InlineData("0000001", 1)]
    [InlineData(" 42\n", 42)]
    [InlineData("&#52;2", 42)]
    [InlineData("&#32;42&#x9;", 42)]
    public void A_rid_is_an_integer_from_1_to_2_to_the_53_less_1(string value, long rid)
    {
        BodyElement body = Parsed.Attributes($"rid='{value}'");
        Assert.Null(body.Problem);
        Assert.Equal(rid, body.Rid);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("9007199254740992")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("abc")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    [InlineData("1,000")]
    [InlineData("\u0661")]
    [InlineData("1\u00A0")]
    public void Any_other_rid_is_refused(string value)
    {
        BodyElement body = Parsed.Attributes($"rid='{value}'");
        Assert.Equal("InvalidAttribute", body.Problem);
        Assert.Equal("<body xmlns='http://jabber.org/protocol/httpbind' ".Length, body.ProblemOffset);
        Assert.Equal(0, body.Rid);
    }

    [Fact]
    public void A_request_without_a_rid_is_refused()
    {
        BodyElement body = Parsed.Attributes($"sid='{Parsed.Sid}'");
        Assert.Equal("MissingRid", body.Problem);
        Assert.Equal(Parsed.Sid, body.Sid?.ToText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("SomeSID")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef0123456789abcde")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData(" 0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    public void A_sid_that_cannot_be_ours_is_no_problem_of_the_body(string sid)
    {
        BodyElement body = Parsed.Attributes($"rid='1' sid='{sid}'");
        Assert.Null(body.Problem);
        Assert.True(body.HasSid);
        Assert.Null(body.Sid);
    }

    [Theory]
    [InlineData("terminate", true)]
    [InlineData("terminal", true)]
    [InlineData("termin&#97;te", true)]
    [InlineData("error", false)]
    [InlineData("", false)]
    [InlineData("TERMINATE", false)]
    [InlineData("submit", false)]
    public void Type_is_terminate_or_nothing(string type, bool isTerminate)
    {
        BodyElement body = Parsed.Attributes($"rid='1' type='{type}'");
        Assert.Null(body.Problem);
        Assert.Equal(isTerminate, body.IsTerminate);
    }

    [Theory]
    [InlineData("1.6", 1, 6)]
    [InlineData("1.10", 1, 10)]
    [InlineData("1.11", 1, 11)]
    [InlineData(" 1.8 ", 1, 8)]
    [InlineData("&#49;.6", 1, 6)]
    public void A_version_is_two_integers(string value, int major, int minor)
        => Assert.Equal(new ProtocolVersion(major, minor), Parsed.Attributes($"rid='1' ver='{value}'").Version);

    [Theory]
    [InlineData("ver='1'")]
    [InlineData("ver=''")]
    [InlineData("ver='1.x'")]
    [InlineData("ver='1.6.1'")]
    [InlineData("ver='-1.6'")]
    [InlineData("wait=''")]
    [InlineData("wait='-1'")]
    [InlineData("wait='1.5'")]
    [InlineData("hold='one'")]
    [InlineData("hold='-1'")]
    [InlineData("pause='soon'")]
    [InlineData("ack='-1'")]
    [InlineData("ack='x'")]
    public void A_value_that_the_attribute_may_not_have_is_refused(string attribute)
    {
        BodyElement body = Parsed.Attributes($"rid='1' {attribute} to='example.com'");
        Assert.Equal("InvalidAttribute", body.Problem);
        Assert.Equal("<body xmlns='http://jabber.org/protocol/httpbind' rid='1' ".Length, body.ProblemOffset);
        Assert.Equal("example.com", body.To);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("60", 60)]
    [InlineData("007", 7)]
    [InlineData("99999999999", int.MaxValue)]
    [InlineData("99999999999999999999999999", int.MaxValue)]
    public void Times_and_counts_may_be_larger_than_anybody_needs(string value, int number)
    {
        BodyElement body = Parsed.Attributes($"rid='1' wait='{value}' hold='{value}' pause='{value}'");
        Assert.Null(body.Problem);
        Assert.Equal((number, number, number), (body.Wait, body.Hold, body.Pause));
    }

    [Fact]
    public void An_ack_of_0_is_read_as_0()
    {
        BodyElement body = Parsed.Attributes("rid='1' ack='0'");
        Assert.Null(body.Problem);
        Assert.Equal(0, body.Ack);
    }

    [Fact]
    public void Character_references_in_values_are_resolved()
    {
        BodyElement body = Parsed.Attributes("rid='1' to='ex&#97;mple.com' from='a&amp;b@example.com' key='&lt;k&gt;' stream='&quot;' route='&apos;' content='a\tb'");
        Assert.Null(body.Problem);
        Assert.Equal("example.com", body.To);
        Assert.Equal("a&b@example.com", body.From);
        Assert.Equal("<k>", body.Key);
        Assert.Equal("\"", body.Stream);
        Assert.Equal("'", body.Route);
        Assert.Equal("a b", body.Content);
    }

    [Fact]
    public void Character_references_in_a_sid_are_resolved()
        => Assert.Equal(Parsed.Sid, Parsed.Attributes($"rid='1' sid='&#48;{Parsed.Sid[1..]}'").Sid?.ToText());

    [Theory]
    [InlineData("secure='true'")]
    [InlineData("lang='en' xmpp='1'")]
    [InlineData("ga:client-uses-full-bind-result='true' xmlns:ga='http://www.google.com/talk/protocol/auth'")]
    [InlineData("x:rid='0' x:wait='no' xmlns:x='urn:x'")]
    [InlineData("x:lang='en' xmlns:x='urn:x'")]
    [InlineData("xmpp:to='other' xmlns:xmpp='urn:xmpp:xbosh'")]
    [InlineData("Rid='0'")]
    public void Unknown_attributes_are_ignored(string attributes)
    {
        BodyElement body = Parsed.Attributes($"rid='1' {attributes}");
        Assert.Null(body.Problem);
        Assert.Equal(1, body.Rid);
        Assert.Null(body.To);
        Assert.Null(body.Lang);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData(" true ", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Restart_is_a_boolean(string value, bool isRestart)
        => Assert.Equal(isRestart, Parsed.Attributes($"rid='1' xmpp:restart='{value}' xmlns:xmpp='urn:xmpp:xbosh'").IsRestart);

    [Fact]
    public void The_prefix_of_the_xmpp_attributes_may_be_any()
    {
        BodyElement body = Parsed.Attributes("rid='1' x:restart='true' x:version='1.0' xmlns:x='urn:xmpp:xbo&#115;h'");
        Assert.True(body.IsRestart);
        Assert.Equal("1.0", body.XmppVersion);
    }

    [Fact]
    public void The_prefix_xmpp_for_another_namespace_means_nothing()
        => Assert.False(Parsed.Attributes("rid='1' xmpp:restart='true' xmlns:xmpp='urn:other'").IsRestart);
}
