using System.Xml.Linq;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

public sealed class DevServerRoutingTests : DevServerTest
{
    private const string Roster = "<iq type='get' id='r'><query xmlns='jabber:iq:roster'/></iq>";

    private static readonly XNamespace RosterNs = "jabber:iq:roster";

    [Fact]
    public async Task Message_to_a_full_address_arrives_from_the_senders_full_address()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server, "juliet", Password, "balcony");
        await using var romeo = await XmppTestClient.LoginAsync(Server, "romeo", Password, "orchard");
        await juliet.SendAsync("<message to='Romeo@LOCALHOST/orchard' from='juliet@localhost' id='1' type='chat'><body>hi</body></message>");
        var message = await romeo.ReadAsync();
        Assert.Equal("juliet@localhost/balcony", From(message));
        Assert.Equal("1", (string?)message.Attribute("id"));
        Assert.Equal("chat", Type(message));
        Assert.Equal("hi", message.Value);
    }

    [Fact]
    public async Task Message_to_a_bare_address_goes_to_all_available_resources_and_no_other()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await using var one = await XmppTestClient.EnterAsync(Server, "romeo", Password, "one");
        await using var two = await XmppTestClient.EnterAsync(Server, "romeo", Password, "two");
        await using var silent = await XmppTestClient.LoginAsync(Server, "romeo", Password, "silent");
        await juliet.SendAsync("<message to='romeo@localhost'><body>hi</body></message>");
        Assert.Equal("hi", (await one.ReadUntilAsync(element => element.Name.LocalName is "message")).Value);
        Assert.Equal("hi", (await two.ReadAsync()).Value);
        await silent.ExpectNothingAsync();
        await juliet.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("romeo@localhost", "service-unavailable")]
    [InlineData("romeo@localhost/orchard", "service-unavailable")]
    [InlineData("nobody@localhost", "service-unavailable")]
    [InlineData("localhost", "service-unavailable")]
    [InlineData("romeo@example.com", "remote-server-not-found")]
    [InlineData("@localhost", "jid-malformed")]
    [InlineData("romeo@localhost/", "jid-malformed")]
    public async Task Message_to_nobody_comes_back_as_an_error(string to, string condition)
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server);
        await juliet.SendAsync($"<message id='1' to='{to}'><body>hi</body></message>");
        var error = await juliet.ReadAsync();
        Assert.Equal("error", Type(error));
        Assert.Equal(to, From(error));
        Assert.Equal("1", (string?)error.Attribute("id"));
        Assert.Equal(condition, ConditionOf(error));
    }

    [Theory]
    [InlineData("<message to='romeo@localhost' type='error'/>")]
    [InlineData("<message to='romeo@localhost/orchard' type='error'/>")]
    [InlineData("<message to='romeo@example.com' type='error'/>")]
    [InlineData("<message to='@' type='error'/>")]
    [InlineData("<message to='localhost' type='error'/>")]
    [InlineData("<message to='romeo@localhost' type='headline'/>")]
    [InlineData("<iq to='romeo@localhost/orchard' type='error' id='1'/>")]
    [InlineData("<iq to='romeo@localhost/orchard' type='result' id='1'/>")]
    [InlineData("<iq type='result' id='1'/>")]
    [InlineData("<presence to='romeo@localhost'/>")]
    public async Task Stanza_that_nobody_may_answer_is_not_answered(string xml)
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server);
        await juliet.SendAsync(xml);
        await juliet.ExpectNothingAsync();
    }

    [Fact]
    public async Task Iq_between_clients_goes_both_ways()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await using var romeo = await XmppTestClient.LoginAsync(Server, "romeo", Password);
        await juliet.SendAsync($"<iq to='{romeo.Jid}' type='get' id='1'><q xmlns='urn:q'/></iq>");
        var question = await romeo.ReadAsync();
        Assert.Equal("urn:q", Assert.Single(question.Elements()).Name.NamespaceName);
        await romeo.SendAsync($"<iq to='{From(question)}' type='result' id='1'/>");
        var answer = await juliet.ReadAsync();
        Assert.Equal(romeo.Jid, From(answer));
        Assert.Equal("result", Type(answer));
    }

    [Fact]
    public async Task Everybody_sees_everybodys_presence()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await juliet.SendAsync("<presence><show>away</show></presence>");
        Assert.Equal(juliet.Jid, From(await juliet.ReadAsync()));

        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await romeo.SendAsync("<presence/>");
        var seen = await romeo.ReadAsync();
        Assert.Equal(juliet.Jid, From(seen));
        Assert.Equal("away", seen.Value);
        Assert.Equal(romeo.Jid, From(await romeo.ReadAsync()));
        Assert.Equal(romeo.Jid, From(await juliet.ReadAsync()));

        await romeo.SendAsync("<presence><show>dnd</show></presence>");
        Assert.Equal("dnd", (await juliet.ReadAsync()).Value);
        Assert.Equal("dnd", (await romeo.ReadAsync()).Value);
        await romeo.ExpectNothingAsync();
    }

    [Fact]
    public async Task Presence_is_not_sent_to_those_who_are_not_available()
    {
        await using var silent = await XmppTestClient.LoginAsync(Server);
        await using var juliet = await XmppTestClient.EnterAsync(Server);
        await silent.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("<presence type='unavailable'><status>gone</status></presence>", "gone")]
    [InlineData("</stream:stream>", "")]
    public async Task Leaving_is_seen_by_all(string farewell, string status)
    {
        await using var juliet = await XmppTestClient.EnterAsync(Server);
        await using var romeo = await XmppTestClient.EnterAsync(Server);
        await juliet.ReadAsync();
        await romeo.SendAsync(farewell);
        var presence = await juliet.ReadAsync();
        Assert.Equal("unavailable", Type(presence));
        Assert.Equal(romeo.Jid, From(presence));
        Assert.Equal(status, presence.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lost_connection_is_seen_by_all(bool reset)
    {
        await using var juliet = await XmppTestClient.EnterAsync(Server);
        var romeo = await XmppTestClient.EnterAsync(Server);
        await juliet.ReadAsync();
        if (reset)
        {
            romeo.Socket.LingerState = new(enable: true, seconds: 0);
        }

        await romeo.DisposeAsync();
        var presence = await juliet.ReadAsync();
        Assert.Equal("unavailable", Type(presence));
        Assert.Equal(romeo.Jid, From(presence));
    }

    [Fact]
    public async Task Directed_presence_goes_to_its_reader_alone()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server);
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await using var third = await XmppTestClient.EnterAsync(Server);
        await juliet.SendAsync($"<presence to='{romeo.Jid}'><show>chat</show></presence>");
        Assert.Equal("chat", (await romeo.ReadAsync()).Value);
        await third.ExpectNothingAsync();
    }

    [Fact]
    public async Task Subscription_is_granted_and_a_probe_answered()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server);
        await using var romeo = await XmppTestClient.EnterAsync(Server, "romeo", Password);
        await juliet.SendAsync("<presence type='subscribe' to='romeo@localhost'/>");
        var subscribed = await juliet.ReadAsync();
        Assert.Equal("subscribed", Type(subscribed));
        Assert.Equal("romeo@localhost", From(subscribed));
        await juliet.SendAsync("<presence type='probe' to='romeo@localhost'/>");
        Assert.Equal(romeo.Jid, From(await juliet.ReadAsync()));
    }

    [Theory]
    [InlineData("<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq type='get' id='1' to='localhost'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq type='get' id='1' to='rooms.localhost'><ping xmlns='urn:xmpp:ping'/></iq>")]
    [InlineData("<iq type='set' id='1'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>")]
    public async Task Iq_that_the_server_knows_is_answered(string xml)
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        var answer = await client.AskAsync(xml);
        Assert.Equal("result", Type(answer));
        Assert.Equal("1", (string?)answer.Attribute("id"));
        Assert.Equal(client.Jid, (string?)answer.Attribute("to"));
    }

    [Theory]
    [InlineData("<iq type='get' id='1'><q xmlns='urn:q'/></iq>", "service-unavailable")]
    [InlineData("<iq type='set' id='1'><q xmlns='urn:q'/></iq>", "service-unavailable")]
    [InlineData("<iq type='get' id='1' to='rooms.localhost'><q xmlns='urn:q'/></iq>", "service-unavailable")]
    [InlineData("<iq type='get' id='1' to='romeo@localhost'><ping xmlns='urn:xmpp:ping'/></iq>", "service-unavailable")]
    [InlineData("<iq type='set' id='1'><query xmlns='jabber:iq:roster'/></iq>", "not-allowed")]
    [InlineData("<iq type='set' id='1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "not-allowed")]
    [InlineData("<iq type='get' id='1'/>", "bad-request")]
    [InlineData("<iq type='other' id='1'><q xmlns='urn:q'/></iq>", "bad-request")]
    [InlineData("<iq type='get'><q xmlns='urn:q'/></iq>", "bad-request")]
    public async Task Iq_that_nobody_understands_is_an_error(string xml, string condition)
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        var answer = await client.AskAsync(xml);
        Assert.Equal("error", Type(answer));
        Assert.Equal(condition, ConditionOf(answer));
    }

    [Fact]
    public async Task Disco_of_the_domain_leads_to_the_rooms()
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        var info = await client.AskAsync("<iq type='get' id='1' to='localhost'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        Assert.Equal("server", (string?)info.Elements().Single().Elements().First().Attribute("category"));
        Assert.Contains(info.Descendants(), element => (string?)element.Attribute("var") is "urn:xmpp:ping");
        var items = await client.AskAsync("<iq type='get' id='2' to='localhost'><query xmlns='http://jabber.org/protocol/disco#items'/></iq>");
        Assert.Equal("rooms.localhost", (string?)Assert.Single(items.Elements().Single().Elements()).Attribute("jid"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("to='juliet@localhost'")]
    public async Task Roster_has_the_other_accounts_and_who_else_is_there(string to)
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await using var guest = await XmppTestClient.EnterAsync(Server);
        var roster = await juliet.AskAsync(Roster.Replace("<iq", "<iq " + to, StringComparison.Ordinal));
        var contacts = roster.Element(RosterNs + "query")!.Elements(RosterNs + "item").Select(item => (string?)item.Attribute("jid"));
        Assert.Equal(["romeo@localhost", guest.Jid.Split('/')[0]], contacts, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Newcomer_gets_into_the_rosters_before_its_presence()
    {
        await using var juliet = await XmppTestClient.EnterAsync(Server, "juliet", Password);
        await juliet.AskAsync(Roster);
        await using var guest = await XmppTestClient.EnterAsync(Server);
        var push = await juliet.ReadAsync();
        Assert.Equal("set", Type(push));
        var item = Assert.Single(push.Element(RosterNs + "query")!.Elements());
        Assert.Equal(guest.Jid.Split('/')[0], (string?)item.Attribute("jid"));
        Assert.Equal(guest.Jid, From(await juliet.ReadAsync()));
    }

    [Fact]
    public async Task Messages_keep_their_order()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server);
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await juliet.SendAsync(string.Concat(Enumerable.Range(0, 1000).Select(i => $"<message to='{romeo.Jid}'><body>{i}</body></message>")));
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(i, (int)await romeo.ReadAsync());
        }
    }

    [Fact]
    public async Task Client_that_does_not_read_delays_nobody_and_is_cut_off()
    {
        ExpectedWarnings = 1;
        await using var stuck = await XmppTestClient.EnterAsync(Server);
        await using var juliet = await XmppTestClient.EnterAsync(Server);
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        var flood = $"<message to='{stuck.Jid}'><body>{new string('a', 500_000)}</body></message>";
        var left = juliet.ReadUntilAsync(element => Type(element) is "unavailable").WaitAsync(XmppTestClient.Timeout);
        while (!left.IsCompleted)
        {
            await romeo.SendAsync(flood);
            await romeo.SendAsync($"<message to='{romeo.Jid}'/>");
            await romeo.ReadUntilAsync(element => Type(element) is not "error");
        }

        Assert.Equal(stuck.Jid, From(await left));
    }
}
