using System.Text;
using System.Xml.Linq;
using Bosh.DevServer;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

public sealed class DevServerStreamTests : DevServerTest
{
    private const string Header =
        "<stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    [Fact]
    public async Task Header_is_answered_with_id_domain_version_and_the_mechanisms()
    {
        await using var client = await XmppTestClient.ConnectAsync(Server);
        await client.SendAsync(Header.Replace("to=", "from='juliet@localhost' to=", StringComparison.Ordinal));
        var header = await client.ReadHeaderAsync();
        Assert.Equal("localhost", header["from"]);
        Assert.Equal("juliet@localhost", header["to"]);
        Assert.Equal("1.0", header["version"]);
        Assert.True(header["id"].Length >= 16);
        Assert.Equal(
            ["SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "ANONYMOUS"],
            (await client.ReadAsync()).Descendants(XmppTestClient.Sasl + "mechanism").Select(mechanism => mechanism.Value),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Header_after_authentication_has_a_new_id_and_the_binding_features()
    {
        await using var client = await XmppTestClient.ConnectAsync(Server);
        await client.SendAsync(Header);
        var first = await client.ReadHeaderAsync();
        await client.ReadAsync();
        await client.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>");
        await client.ReadAsync();
        await client.SendAsync(Header);
        var second = await client.ReadHeaderAsync();
        Assert.NotEqual(first["id"], second["id"], StringComparer.Ordinal);
        var features = await client.ReadAsync();
        Assert.Equal(["bind", "session"], features.Elements().Select(feature => feature.Name.LocalName), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("to='localhost'", "to='example.com'", "host-unknown")]
    [InlineData("to='localhost'", "", "host-unknown")]
    [InlineData("jabber:client", "jabber:server", "invalid-namespace")]
    [InlineData("http://etherx.jabber.org/streams", "urn:other", "invalid-namespace")]
    [InlineData("version='1.0'", "", "unsupported-version")]
    [InlineData("version='1.0'", "version='0.9'", "unsupported-version")]
    [InlineData("<stream:stream", "<stream:steam", "bad-format")]
    [InlineData("<stream:stream", "<!-- --><stream:stream", "restricted-xml")]
    [InlineData("<stream:stream", "<!DOCTYPE a><stream:stream", "restricted-xml")]
    [InlineData("<stream:stream", "hello", "not-well-formed")]
    public async Task Header_that_is_wrong_is_answered_with_a_header_and_an_error(string right, string wrong, string condition)
    {
        await using var client = await XmppTestClient.ConnectAsync(Server);
        await client.SendAsync(Header.Replace(right, wrong, StringComparison.Ordinal));
        Assert.Equal("localhost", (await client.ReadHeaderAsync())["from"]);
        Assert.Equal(condition, await client.ReadStreamErrorAsync());
    }

    [Fact]
    public async Task Domain_is_compared_without_regard_to_case()
    {
        await using var client = await XmppTestClient.ConnectAsync(Server);
        await client.OpenAsync("LocalHost");
    }

    [Theory]
    [InlineData("<message></presence>", "not-well-formed")]
    [InlineData("<message><body>&undefined;</body></message>", "not-well-formed")]
    [InlineData("<a:message/>", "not-well-formed")]
    [InlineData("<message to='a' to='b'/>", "not-well-formed")]
    [InlineData("<message><body></message>", "not-well-formed")]
    [InlineData("<!-- -->", "restricted-xml")]
    [InlineData("<message><body><!-- --></body></message>", "restricted-xml")]
    [InlineData("<?pi?>", "restricted-xml")]
    [InlineData("<message><?pi?></message>", "restricted-xml")]
    [InlineData("text<message/>", "bad-format")]
    [InlineData("<enable xmlns='urn:xmpp:sm:3'/>", "unsupported-stanza-type")]
    [InlineData("<letter/>", "unsupported-stanza-type")]
    [InlineData("<message from='romeo@localhost'/>", "invalid-from")]
    public async Task Input_that_is_wrong_ends_the_stream(string xml, string condition)
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        await client.SendAsync(xml);
        Assert.Equal(condition, await client.ReadStreamErrorAsync());
    }

    [Fact]
    public async Task Invalid_utf_8_is_not_well_formed()
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        await client.SendAsync((byte[])[.. "<message><body>"u8, 0xC0, 0x80, .. "</body></message>"u8]);
        Assert.Equal("not-well-formed", await client.ReadStreamErrorAsync());
    }

    [Theory]
    [InlineData("<message to='romeo@localhost'/>", "not-authorized")]
    [InlineData("<presence/>", "not-authorized")]
    [InlineData("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", "unsupported-stanza-type")]
    public async Task Elements_before_authentication_end_the_stream(string xml, string condition)
    {
        await using var client = await XmppTestClient.ConnectAsync(Server);
        await client.OpenAsync(Server.Domain);
        await client.SendAsync(xml);
        Assert.Equal(condition, await client.ReadStreamErrorAsync());
    }

    [Fact]
    public async Task Stanza_before_binding_is_not_authorized()
    {
        await using var client = await XmppTestClient.ConnectAsync(Server);
        await client.OpenAsync(Server.Domain);
        await client.SendAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>");
        await client.ReadAsync();
        await client.OpenAsync(Server.Domain);
        await client.SendAsync("<presence/>");
        Assert.Equal("not-authorized", await client.ReadStreamErrorAsync());
    }

    [Fact]
    public async Task Closing_tag_is_answered_and_the_connection_closed()
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        await client.SendAsync("</stream:stream>");
        await client.ReadEndAsync();
    }

    [Fact]
    public async Task Element_of_many_bytes_passes_up_to_the_limit()
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        var body = string.Concat(Enumerable.Repeat("äöü", 100_000));
        await client.SendAsync($"<message to='{client.Jid}'><body>{body}</body></message>");
        Assert.Equal(body, (await client.ReadAsync()).Value);
    }

    [Fact]
    public async Task Element_over_the_limit_is_a_policy_violation()
    {
        await using var server = new XmppDevServer(new XmppDevServerOptions { MaxStanzaSize = 20_000 });
        await using var client = await XmppTestClient.LoginAsync(server);

        // Its end never comes: the limit must hold while the element is read.
        await client.SendAsync($"<message to='{client.Jid}'><body>{new string('a', 100_000)}");
        Assert.Equal("policy-violation", await client.ReadStreamErrorAsync());
    }

    [Fact]
    public async Task Limit_is_for_one_element_and_not_for_the_stream()
    {
        await using var server = new XmppDevServer(new XmppDevServerOptions { MaxStanzaSize = 20_000 });
        await using var client = await XmppTestClient.LoginAsync(server);
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync($"<message to='{client.Jid}'><body>{new string('a', 10_000)}</body></message>");
            await client.ReadAsync();
        }
    }

    [Fact]
    public async Task Input_cut_at_every_byte_means_the_same()
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        var stanza = Encoding.UTF8.GetBytes(
            $" <message to='{client.Jid}'><body>\U0001F339 &amp; ö <![CDATA[<]]></body><x xmlns='urn:x'/></message>");
        for (var cut = 1; cut < stanza.Length; cut++)
        {
            await client.SendAsync(stanza.AsMemory(0, cut));
            await client.SendAsync(stanza.AsMemory(cut));
            Assert.Equal("\U0001F339 & ö <", (await client.ReadAsync()).Value);
        }
    }

    [Fact]
    public async Task Login_byte_by_byte_with_white_space_between_is_a_login()
    {
        await using var client = await XmppTestClient.ConnectAsync(Server);
        await SendBytewiseAsync("<?xml version='1.0'?>\n" + Header + "\n");
        await client.ReadHeaderAsync();
        await client.ReadAsync();
        await SendBytewiseAsync("\n<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>\n ");
        await client.ReadAsync();
        await SendBytewiseAsync("\n<?xml version='1.0'?>" + Header);
        await client.ReadHeaderAsync();
        await client.ReadAsync();
        await client.BindAsync("balcony");
        Assert.EndsWith("@localhost/balcony", client.Jid, StringComparison.Ordinal);

        async Task SendBytewiseAsync(string text)
        {
            foreach (var b in Encoding.UTF8.GetBytes(text))
            {
                await client.SendAsync((byte[])[b]);
            }
        }
    }

    [Fact]
    public async Task Stanzas_do_not_declare_again_what_the_header_has_declared()
    {
        await using var client = await XmppTestClient.LoginAsync(Server);
        await client.SendAsync($"<message xmlns='jabber:client' to='{client.Jid}'><body>hi</body><x xmlns='urn:x'><y/></x></message>");
        await client.ReadAsync();
        var last = client.Received[client.Received.IndexOf("<message", StringComparison.Ordinal)..];
        Assert.EndsWith("><body>hi</body><x xmlns=\"urn:x\"><y /></x></message>", last, StringComparison.Ordinal);
        Assert.DoesNotContain("jabber:client", last, StringComparison.Ordinal);
        Assert.DoesNotContain("xmlns:", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_of_a_stanza_arrives_as_it_was_sent()
    {
        const string Content = "<body> \t</body><p:a xmlns:p='urn:p' p:b='1' c='&#10;&lt;'><q xmlns=''>\U0001F339&#13;</q></p:a>";
        await using var client = await XmppTestClient.LoginAsync(Server);
        await client.SendAsync($"<message to='{client.Jid}' xml:lang='it'>{Content}</message>");
        var message = await client.ReadAsync();
        var expected = XElement.Parse($"<message xmlns='jabber:client'>{Content}</message>", LoadOptions.PreserveWhitespace);
        Assert.Equal("it", (string?)message.Attribute(XNamespace.Xml + "lang"));
        Assert.Equal(expected.Elements(), message.Elements(), XNode.EqualityComparer);
    }

    [Fact]
    public async Task Resource_that_is_bound_again_takes_the_place_of_the_older_stream()
    {
        await using var older = await XmppTestClient.LoginAsync(Server, "juliet", Password, "balcony");
        await using var newer = await XmppTestClient.LoginAsync(Server, "juliet", Password, "balcony");
        Assert.Equal("conflict", await older.ReadStreamErrorAsync());
        await newer.ExpectNothingAsync();
        Assert.Equal(newer.Jid, Assert.Single(Server.OnlineUsers));
    }

    [Fact]
    public async Task Resource_is_made_by_the_server_when_none_is_asked_for()
    {
        await using var one = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        await using var other = await XmppTestClient.LoginAsync(Server, "juliet", Password);
        Assert.StartsWith("juliet@localhost/", one.Jid, StringComparison.Ordinal);
        Assert.NotEqual(one.Jid, other.Jid, StringComparer.Ordinal);
    }
}
