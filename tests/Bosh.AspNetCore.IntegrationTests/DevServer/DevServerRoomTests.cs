using System.Globalization;
using System.Xml.Linq;
using Bosh.DevServer;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

public sealed class DevServerRoomTests : DevServerTest
{
    private const string Room = "garden@rooms.localhost";

    private static readonly XNamespace MucUser = "http://jabber.org/protocol/muc#user";

    [Fact]
    public async Task First_in_a_room_sees_itself_and_the_empty_subject()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server);
        await juliet.SendAsync(Enter("juliet"));
        var self = await juliet.ReadAsync();
        Assert.Equal(Room + "/juliet", From(self));
        Assert.Null(Type(self));
        Assert.Contains("110", Codes(self), StringComparer.Ordinal);
        Assert.DoesNotContain("201", Codes(self), StringComparer.Ordinal);
        var subject = await juliet.ReadAsync();
        Assert.Equal("groupchat", Type(subject));
        Assert.Equal(Room, From(subject));
        Assert.Equal("", Assert.Single(subject.Elements(XmppTestClient.Client + "subject")).Value);
    }

    [Fact]
    public async Task Newcomer_sees_the_others_then_itself_and_they_see_it()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await romeo.SendAsync(Enter("romeo"));
        var other = await romeo.ReadAsync();
        Assert.Equal(Room + "/juliet", From(other));
        Assert.Equal(juliet.Jid, (string?)Item(other).Attribute("jid"));
        Assert.Empty(Codes(other));
        Assert.Equal(Room + "/romeo", From(await romeo.ReadAsync()));

        var seen = await juliet.ReadAsync();
        Assert.Equal(Room + "/romeo", From(seen));
        Assert.Equal("participant", (string?)Item(seen).Attribute("role"));
        Assert.Empty(Codes(seen));
        Assert.DoesNotContain(seen.Elements(), element => element.Name.NamespaceName is "http://jabber.org/protocol/muc");
    }

    [Fact]
    public async Task Message_to_the_room_comes_to_all_and_back_to_its_sender()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await JoinAsync("romeo");
        await juliet.ReadAsync();
        await romeo.SendAsync($"<message to='{Room}' type='groupchat' id='m1'><body>hi</body></message>");
        foreach (var reader in new[] { juliet, romeo })
        {
            var message = await reader.ReadAsync();
            Assert.Equal(Room + "/romeo", From(message));
            Assert.Equal(reader.Jid, (string?)message.Attribute("to"));
            Assert.Equal("m1", (string?)message.Attribute("id"));
            Assert.Equal("hi", message.Value);
        }
    }

    [Fact]
    public async Task Nick_of_another_is_a_conflict()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await romeo.SendAsync(Enter("juliet"));
        var error = await romeo.ReadAsync();
        Assert.Equal(XmppTestClient.Client + "presence", error.Name);
        Assert.Equal(Room + "/juliet", From(error));
        Assert.Equal("conflict", ConditionOf(error));
        await juliet.ExpectNothingAsync();
    }

    [Fact]
    public async Task Entering_without_a_nick_is_an_error()
    {
        await using var juliet = await XmppTestClient.LoginAsync(Server);
        await juliet.SendAsync($"<presence to='{Room}'/>");
        Assert.Equal("jid-malformed", ConditionOf(await juliet.ReadAsync()));
    }

    [Theory]
    [InlineData("<message to='garden@rooms.localhost' type='groupchat'><body>hi</body></message>", "not-acceptable")]
    [InlineData("<message to='garden@rooms.localhost/juliet' type='chat'><body>hi</body></message>", "not-acceptable")]
    [InlineData("<message to='garden@rooms.localhost' type='chat'><body>hi</body></message>", "service-unavailable")]
    [InlineData("<message to='rooms.localhost'><body>hi</body></message>", "service-unavailable")]
    [InlineData("<iq to='garden@rooms.localhost' type='get' id='1'><q xmlns='urn:q'/></iq>", "service-unavailable")]
    [InlineData("<iq to='garden@rooms.localhost/juliet' type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", "not-acceptable")]
    public async Task Stanza_from_outside_is_an_error(string xml, string condition)
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await romeo.SendAsync(xml);
        Assert.Equal(condition, ConditionOf(await romeo.ReadAsync()));
        await juliet.ExpectNothingAsync();
    }

    [Fact]
    public async Task Newcomer_sees_the_last_messages_with_their_time_before_the_subject()
    {
        await using var juliet = await JoinAsync("juliet");
        await juliet.SendAsync($"<message to='{Room}' type='groupchat'><subject>night</subject></message>");
        for (var i = 0; i < 25; i++)
        {
            await juliet.SendAsync($"<message to='{Room}' type='groupchat'><body>{i}</body></message>");
        }

        await juliet.ReadUntilAsync(element => element.Value is "24");
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await romeo.SendAsync(Enter("romeo"));
        await romeo.ReadUntilAsync(element => Codes(element).Contains("110", StringComparer.Ordinal));
        for (var i = 5; i < 25; i++)
        {
            var message = await romeo.ReadAsync();
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), message.Value);
            Assert.Equal(Room + "/juliet", From(message));
            var stamp = (DateTimeOffset)message.Element(XNamespace.Get("urn:xmpp:delay") + "delay")!.Attribute("stamp")!;
            Assert.InRange(DateTimeOffset.UtcNow - stamp, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        }

        Assert.Equal("night", (await romeo.ReadAsync()).Element(XmppTestClient.Client + "subject")!.Value);
        await romeo.ExpectNothingAsync();
    }

    [Theory]
    [InlineData("maxstanzas='0'", 0)]
    [InlineData("maxchars='0'", 0)]
    [InlineData("maxstanzas='1'", 1)]
    [InlineData("maxstanzas='9'", 2)]
    public async Task Newcomer_may_ask_for_fewer_messages(string attribute, int expected)
    {
        await using var juliet = await JoinAsync("juliet");
        await juliet.SendAsync($"<message to='{Room}' type='groupchat'><body>1</body></message>");
        await juliet.SendAsync($"<message to='{Room}' type='groupchat'><body>2</body></message>");
        await juliet.ReadUntilAsync(element => element.Value is "2");
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await romeo.SendAsync(Enter("romeo", $"<history {attribute}/>"));
        await romeo.ReadUntilAsync(element => Codes(element).Contains("110", StringComparer.Ordinal));
        for (var i = 0; i < expected; i++)
        {
            Assert.NotNull((await romeo.ReadAsync()).Element(XmppTestClient.Client + "body"));
        }

        Assert.NotNull((await romeo.ReadAsync()).Element(XmppTestClient.Client + "subject"));
    }

    [Fact]
    public async Task Leaving_is_seen_by_all_and_oneself()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await JoinAsync("romeo");
        await juliet.ReadAsync();
        await romeo.SendAsync($"<presence to='{Room}/romeo' type='unavailable'/>");
        foreach (var reader in new[] { juliet, romeo })
        {
            var presence = await reader.ReadAsync();
            Assert.Equal("unavailable", Type(presence));
            Assert.Equal(Room + "/romeo", From(presence));
            Assert.Equal("none", (string?)Item(presence).Attribute("role"));
            Assert.Equal(reader == romeo, Codes(presence).Contains("110", StringComparer.Ordinal));
        }

        await romeo.SendAsync($"<message to='{Room}' type='groupchat'><body>hi</body></message>");
        Assert.Equal("not-acceptable", ConditionOf(await romeo.ReadAsync()));
    }

    [Fact]
    public async Task Lost_connection_leaves_the_room_and_frees_the_nick()
    {
        await using var juliet = await JoinAsync("juliet");
        await (await JoinAsync("romeo")).DisposeAsync();
        Assert.Null(Type(await juliet.ReadAsync()));
        Assert.Equal("unavailable", Type(await juliet.ReadAsync()));
        await using var romeo = await JoinAsync("romeo");
        Assert.Equal(Room + "/romeo", From(await juliet.ReadAsync()));
    }

    [Fact]
    public async Task Nick_is_changed_by_a_presence_to_the_new_one()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await JoinAsync("romeo");
        await juliet.ReadAsync();
        await romeo.SendAsync($"<presence to='{Room}/love'/>");
        foreach (var reader in new[] { juliet, romeo })
        {
            var old = await reader.ReadAsync();
            Assert.Equal("unavailable", Type(old));
            Assert.Equal(Room + "/romeo", From(old));
            Assert.Contains("303", Codes(old), StringComparer.Ordinal);
            Assert.Equal("love", (string?)Item(old).Attribute("nick"));
            Assert.Equal(Room + "/love", From(await reader.ReadAsync()));
        }
    }

    [Fact]
    public async Task Presence_in_the_room_is_changed_without_entering_again()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await JoinAsync("romeo");
        await juliet.ReadAsync();
        await romeo.SendAsync($"<presence to='{Room}/romeo'><show>away</show></presence>");
        Assert.Equal("away", (await juliet.ReadAsync()).Value);
        Assert.Equal("away", (await romeo.ReadAsync()).Value);
        await romeo.ExpectNothingAsync();
    }

    [Fact]
    public async Task Entering_again_gives_the_state_of_the_room_anew()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await JoinAsync("romeo");
        await romeo.SendAsync(Enter("romeo"));
        Assert.Equal(Room + "/juliet", From(await romeo.ReadAsync()));
        Assert.Equal(Room + "/romeo", From(await romeo.ReadAsync()));
        Assert.NotNull((await romeo.ReadAsync()).Element(XmppTestClient.Client + "subject"));
        await romeo.ExpectNothingAsync();
    }

    [Fact]
    public async Task Private_messages_and_questions_go_by_nick_both_ways()
    {
        await using var juliet = await JoinAsync("juliet");
        await using var romeo = await JoinAsync("romeo");
        await juliet.ReadAsync();
        await romeo.SendAsync($"<message to='{Room}/juliet' type='chat'><body>psst</body></message>");
        Assert.Equal(Room + "/romeo", From(await juliet.ReadAsync()));
        await romeo.SendAsync($"<iq to='{Room}/juliet' type='get' id='1'><q xmlns='urn:q'/></iq>");
        await juliet.SendAsync($"<iq to='{From(await juliet.ReadAsync())}' type='result' id='1'/>");
        Assert.Equal(Room + "/juliet", From(await romeo.ReadAsync()));
        await romeo.SendAsync($"<message to='{Room}/nobody' type='chat'><body>psst</body></message>");
        Assert.Equal("item-not-found", ConditionOf(await romeo.ReadAsync()));
    }

    [Fact]
    public async Task Ping_to_oneself_is_answered_by_the_room()
    {
        await using var juliet = await JoinAsync("juliet");
        var answer = await juliet.AskAsync($"<iq to='{Room}/juliet' type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>");
        Assert.Equal("result", Type(answer));
        Assert.Equal(Room + "/juliet", From(answer));
    }

    [Fact]
    public async Task Disco_tells_of_rooms_while_somebody_is_in_them()
    {
        const string Items = "<query xmlns='http://jabber.org/protocol/disco#items'/>";
        await using var romeo = await XmppTestClient.LoginAsync(Server);
        await using (var juliet = await JoinAsync("juliet"))
        {
            var rooms = await romeo.AskAsync($"<iq to='rooms.localhost' type='get' id='1'>{Items}</iq>");
            Assert.Equal(Room, (string?)Assert.Single(rooms.Elements().Single().Elements()).Attribute("jid"));
            var occupants = await romeo.AskAsync($"<iq to='{Room}' type='get' id='2'>{Items}</iq>");
            Assert.Equal(Room + "/juliet", (string?)Assert.Single(occupants.Elements().Single().Elements()).Attribute("jid"));
            await juliet.SendAsync($"<presence to='{Room}/juliet' type='unavailable'/>");
            await juliet.ReadAsync();
        }

        var none = await romeo.AskAsync($"<iq to='rooms.localhost' type='get' id='3'>{Items}</iq>");
        Assert.Empty(none.Elements().Single().Elements());
    }

    [Theory]
    [InlineData("rooms.localhost")]
    [InlineData(Room)]
    public async Task Disco_of_the_service_and_of_a_room_says_group_chat(string jid)
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        var info = await client.AskAsync($"<iq to='{jid}' type='get' id='1'><query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        Assert.Equal("conference", (string?)info.Elements().Single().Elements().First().Attribute("category"));
        Assert.Contains(info.Descendants(), element => (string?)element.Attribute("var") is "http://jabber.org/protocol/muc");
    }

    [Fact]
    public async Task Rooms_may_have_another_domain()
    {
        await using var server = new XmppDevServer(new XmppDevServerOptions { Domain = "example.com", RoomDomain = "Chat.example.com" });
        await using var client = await XmppTestClient.LoginAsync(server);
        await client.SendAsync("<presence to='a@chat.example.com/me'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
        Assert.Equal("a@chat.example.com/me", From(await client.ReadAsync()));
    }

    /// <summary>Logs in and enters; reads up to the subject, the last that a newcomer gets.</summary>
    private async Task<XmppTestClient> JoinAsync(string nick)
    {
        var client = await XmppTestClient.LoginAsync(Server);
        await client.SendAsync(Enter(nick));
        await client.ReadUntilAsync(element => element.Element(XmppTestClient.Client + "subject") is not null);
        return client;
    }

    private static string Enter(string nick, string history = "") =>
        $"<presence to='{Room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'>{history}</x></presence>";

    private static XElement Item(XElement presence) => presence.Element(MucUser + "x")!.Element(MucUser + "item")!;

    private static IEnumerable<string> Codes(XElement presence) =>
        presence.Descendants(MucUser + "status").Select(status => status.Attribute("code")!.Value);
}
