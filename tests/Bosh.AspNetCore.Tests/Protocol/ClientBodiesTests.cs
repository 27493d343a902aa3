using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>The first requests of real clients, attributes in their order and quotes in their style.</summary>
public sealed class ClientBodiesTests
{
    [Theory]
    [InlineData(
        "strophe.js 5",
        "<body content=\"text/xml; charset=utf-8\" hold=\"1\" rid=\"2459372104\" to=\"localhost\" ver=\"1.6\" wait=\"60\" xml:lang=\"en\" xmlns=\"http://jabber.org/protocol/httpbind\" "
        + "xmlns:xmpp=\"urn:xmpp:xbosh\" xmpp:version=\"1.0\"/>",
        2459372104, "1.6", 60, 1, "1.0")]
    [InlineData(
        "strophe.js 1.2",
        "<body rid='2459372104' xmlns='http://jabber.org/protocol/httpbind' to='localhost' xml:lang='en' wait='60' hold='1' content='text/xml; charset=utf-8' ver='1.6' "
        + "xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'/>",
        2459372104, "1.6", 60, 1, "1.0")]
    [InlineData(
        "JSJaC",
        "<body content='text/xml; charset=utf-8' hold='1' xmlns='http://jabber.org/protocol/httpbind' to='localhost' wait='300' rid='581242' newkey='a9993e364706816aba3e25717850c26c9cd0d89d' "
        + "xml:lang='en' ver='1.10' xmlns:xmpp='urn:xmpp:xbosh' xmpp:version='1.0'/>",
        581242, "1.10", 300, 1, "1.0")]
    [InlineData(
        "stanza",
        "<body xmlns=\"http://jabber.org/protocol/httpbind\" xml:lang=\"en\" hold=\"2\" wait=\"30\" to=\"localhost\" ver=\"1.6\" xmlns:xmpp=\"urn:xmpp:xbosh\" xmpp:version=\"1.0\" rid=\"1134112301\"/>",
        1134112301, "1.6", 30, 2, "1.0")]
    [InlineData(
        "gloox",
        "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' content='text/xml; charset=utf-8' hold='1' rid='17312' ver='1.6' wait='30' ack='0' secure='false' "
        + "route='xmpp:localhost:5222' xml:lang='en' xmpp:version='1.0' to='localhost'></body>",
        17312, "1.6", 30, 1, "1.0")]
    [InlineData(
        "libpurple",
        "<body content='text/xml; charset=utf-8' secure='true' to='localhost' xml:lang='en' xmpp:version='1.0' ver='1.6' xmlns:xmpp='urn:xmpp:xbosh' rid='4292510612377698' wait='60' hold='1' "
        + "xmlns='http://jabber.org/protocol/httpbind'/>",
        4292510612377698, "1.6", 60, 1, "1.0")]
    [InlineData(
        "tsung",
        "<body xmlns='http://jabber.org/protocol/httpbind' content='text/xml; charset=utf-8' ver='1.8' to='localhost' rid='31415' xmlns:xmpp='urn:xmpp:xbosh' xmpp:version='1.0' wait='60' hold='1'/>",
        31415, "1.8", 60, 1, "1.0")]
    [InlineData(
        "XMPPHP",
        "<?xml version=\"1.0\"?>\n<body xmlns=\"http://jabber.org/protocol/httpbind\" xmlns:xmpp=\"urn:xmpp:xbosh\" content=\"text/xml; charset=utf-8\" rid=\"3001\" lang=\"en\" hold=\"1\" to=\"localhost\" "
        + "route=\"xmpp:localhost:5222\" secure=\"true\" xmpp:version=\"1.6\" wait=\"1\" ack=\"1\" xmpp=\"1.0\"/>\n",
        3001, null, 1, 1, "1.6")]
    [InlineData(
        "xmpp4r",
        "<body content='text/xml; charset=utf-8' hold='1' rid='842013' secure='true' to='localhost' wait='5' xmlns='http://jabber.org/protocol/httpbind'/>",
        842013, null, 5, 1, null)]
    [InlineData(
        "xmpp-bosh-client",
        "<body content=\"text/xml; charset=utf-8\" to=\"localhost\" rid=\"7120354\" hold=\"1\" wait=\"60\" ver=\"1.6\" xml:lang=\"en\" xmpp:version=\"1.0\" "
        + "xmlns=\"http://jabber.org/protocol/httpbind\" xmlns:xmpp=\"urn:xmpp:xbosh\"/>",
        7120354, "1.6", 60, 1, "1.0")]
    public void The_session_request_of_a_client_is_understood(
        string client, string text, long rid, string? version, int wait, int hold, string? xmppVersion)
    {
        BodyElement body = Parsed.Text(text);
        Assert.True(body.Problem is null, $"{client}: {body.Problem} at {body.ProblemOffset}");
        Assert.Equal(rid, body.Rid);
        Assert.Equal(version, body.Version?.ToString());
        Assert.Equal((wait, hold), (body.Wait, body.Hold));
        Assert.Equal(xmppVersion, body.XmppVersion);
        Assert.Equal("localhost", body.To);
        Assert.Equal(string.Equals(client, "stanza", StringComparison.Ordinal) ? null : "text/xml; charset=utf-8", body.Content);
        Assert.False(body.HasSid);
        Assert.Equal(0, body.ElementCount);
    }

    [Theory]
    [InlineData("strophe.js 5", "<body rid='2' sid='{0}' to='localhost' xml:lang='en' xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' xmpp:restart='true'/>")]
    [InlineData("strophe.js 1.2", "<body rid='2' xmlns='http://jabber.org/protocol/httpbind' sid='{0}' to='localhost' xml:lang='en' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'/>")]
    [InlineData("JSJaC", "<body rid='2' sid='{0}' xmlns='http://jabber.org/protocol/httpbind' key='6fa8' xml:lang='en' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh' to='localhost'/>")]
    [InlineData("stanza", "<body xmlns='http://jabber.org/protocol/httpbind' to='localhost' xmlns:xmpp='urn:xmpp:xbosh' xmpp:restart='true' rid='2' sid='{0}'/>")]
    [InlineData("gloox", "<body rid='2' sid='{0}' xmlns='http://jabber.org/protocol/httpbind' xmpp:restart='true' to='localhost' xml:lang='en' xmlns:xmpp='urn:xmpp:xbosh'></body>")]
    [InlineData("xmpp4r", "<body rid='2' sid='{0}' xmlns='http://jabber.org/protocol/httpbind' xml:lang='en' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'/>")]
    public void The_restart_of_a_client_is_understood(string client, string text)
    {
        BodyElement body = Parsed.Text(text.Replace("{0}", Parsed.Sid, StringComparison.Ordinal));
        Assert.True(body.Problem is null, $"{client}: {body.Problem} at {body.ProblemOffset}");
        Assert.True(body.IsRestart);
        Assert.Equal(2, body.Rid);
        Assert.Equal(Parsed.Sid, body.Sid?.ToText());
    }

    [Fact]
    public void Strophe_says_goodbye_with_a_presence()
    {
        BodyElement body = Parsed.Text(
            $"<body rid=\"9\" sid=\"{Parsed.Sid}\" type=\"terminate\" xmlns=\"http://jabber.org/protocol/httpbind\"><presence type=\"unavailable\" xmlns=\"jabber:client\"/></body>");
        Assert.Null(body.Problem);
        Assert.True(body.IsTerminate);
        Assert.Equal("<presence type=\"unavailable\" xmlns=\"jabber:client\"/>", body.PayloadText());
    }

    [Fact]
    public void Attributes_that_libpurple_adds_to_auth_are_passed_on()
    {
        const string auth = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN' xmlns:ga='http://www.google.com/talk/protocol/auth' ga:client-uses-full-bind-result='true'>AGE=</auth>";
        Assert.Equal(auth, Parsed.Content(auth).PayloadText());
    }

    [Fact]
    public void Stanzas_of_tsung_have_no_namespace_and_become_jabber_client()
    {
        BodyElement body = Parsed.Content("<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>tsung</resource></bind></iq><message to='a@b'><body>x</body></message>");
        Assert.Equal(
            "<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>tsung</resource></bind></iq><message to='a@b'><body>x</body></message>",
            body.PayloadText());
    }
}
