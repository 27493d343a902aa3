using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Bosh.DevServer;
using Bosh.DevServer.Sasl;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

public sealed class DevServerSaslTests : DevServerTest
{
    [Fact]
    public async Task Anonymous_users_get_names_of_their_own()
    {
        await using var one = await XmppTestClient.LoginAsync(Server);
        await using var other = await XmppTestClient.LoginAsync(Server);
        Assert.NotEqual(one.Jid.Split('@')[0], other.Jid.Split('@')[0], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Anonymous_is_neither_offered_nor_accepted_when_it_is_not_allowed()
    {
        await using var server = new XmppDevServer(new XmppDevServerOptions { AllowAnonymous = false });
        await using var client = await XmppTestClient.ConnectAsync(server);
        Assert.DoesNotContain("ANONYMOUS", (await client.OpenAsync(server.Domain)).Value, StringComparison.Ordinal);
        Assert.Equal("invalid-mechanism", await FailAsync(client, "ANONYMOUS", ""));
    }

    [Fact]
    public async Task Mechanisms_are_those_of_the_options()
    {
        var options = Options();
        options.Mechanisms.Clear();
        options.Mechanisms.Add("PLAIN");
        await using var server = new XmppDevServer(options);
        await using var client = await XmppTestClient.ConnectAsync(server);
        var features = await client.OpenAsync(server.Domain);
        Assert.Equal("PLAIN", Assert.Single(features.Descendants(XmppTestClient.Sasl + "mechanism")).Value);
        Assert.Equal("invalid-mechanism", await FailAsync(client, "SCRAM-SHA-1", XmppTestClient.Base64("n,,n=juliet,r=abc")));
    }

    [Theory]
    [InlineData("\0juliet\0r0m30")]
    [InlineData("\0JULIET\0r0m30")]
    [InlineData("juliet@localhost\0juliet\0r0m30")]
    public async Task Plain_with_the_right_password_is_accepted(string message)
    {
        await using var client = await ConnectAsync();
        Assert.Equal("success", (await AuthAsync(client, "PLAIN", XmppTestClient.Base64(message))).Name.LocalName);
        await client.OpenAsync(Server.Domain);
        await client.BindAsync("balcony");
        Assert.Equal("juliet@localhost/balcony", client.Jid);
    }

    [Fact]
    public async Task Plain_without_an_initial_response_is_asked_for_it()
    {
        await using var client = await ConnectAsync();
        var challenge = await AuthAsync(client, "PLAIN", "");
        Assert.Equal(XmppTestClient.Sasl + "challenge", challenge.Name);
        Assert.Equal("", challenge.Value);
        Assert.Equal("success", (await RespondAsync(client, XmppTestClient.Base64("\0juliet\0r0m30"))).Name.LocalName);
    }

    [Theory]
    [InlineData("\0juliet\0wrong", "not-authorized")]
    [InlineData("\0juliet\0", "not-authorized")]
    [InlineData("\0nobody\0r0m30", "not-authorized")]
    [InlineData("romeo@localhost\0juliet\0r0m30", "invalid-authzid")]
    [InlineData("\0\0r0m30", "malformed-request")]
    [InlineData("juliet", "malformed-request")]
    public async Task Plain_with_anything_else_fails(string message, string condition)
    {
        await using var client = await ConnectAsync();
        Assert.Equal(condition, await FailAsync(client, "PLAIN", XmppTestClient.Base64(message)));
    }

    [Theory]
    [InlineData("PLAIN", "!", "incorrect-encoding")]
    [InlineData("PLAIN", "=", "malformed-request")]
    [InlineData("PLAIN", "AP8A/w==", "malformed-request")]
    [InlineData("DIGEST-MD5", "", "invalid-mechanism")]
    [InlineData("SCRAM-SHA-1", "", null)]
    public async Task Auth_that_is_wrong_fails(string mechanism, string data, string? condition)
    {
        await using var client = await ConnectAsync();
        var answer = await AuthAsync(client, mechanism, data);
        Assert.Equal(condition, answer.Name.LocalName is "failure" ? answer.Elements().Single().Name.LocalName : null);
    }

    [Theory]
    [InlineData("SCRAM-SHA-1", "n,,")]
    [InlineData("SCRAM-SHA-256", "n,,")]
    [InlineData("SCRAM-SHA-256", "y,,")]
    [InlineData("SCRAM-SHA-256", "n,a=juliet@localhost,")]
    public async Task Scram_with_the_right_password_proves_both_sides(string mechanism, string gs2Header)
    {
        await using var client = await ConnectAsync();
        var scram = new ScramTestClient(mechanism, "juliet", Password, gs2Header: gs2Header);
        var success = await ScramAsync(client, mechanism, scram);
        Assert.Equal(XmppTestClient.Sasl + "success", success.Name);
        Assert.True(scram.Trusts(Text(success)));
        await client.OpenAsync(Server.Domain);
        await client.BindAsync("balcony");
        Assert.Equal("juliet@localhost/balcony", client.Jid);
    }

    [Theory]
    [InlineData("SCRAM-SHA-1", "juliet", "wrong")]
    [InlineData("SCRAM-SHA-256", "juliet", "wrong")]
    [InlineData("SCRAM-SHA-256", "juliet", "")]
    [InlineData("SCRAM-SHA-256", "nobody", "r0m30")]
    [InlineData("SCRAM-SHA-256", "nobody", "")]
    public async Task Scram_with_a_wrong_password_is_not_authorized(string mechanism, string user, string password)
    {
        await using var client = await ConnectAsync();
        var failure = await ScramAsync(client, mechanism, new ScramTestClient(mechanism, user, password));
        Assert.Equal("not-authorized", failure.Elements().Single().Name.LocalName);
    }

    [Theory]
    [InlineData("c=biws", "c=eSws")]
    [InlineData("r=fyko", "r=fykO")]
    [InlineData(",p=", ",x=1,p=")]
    [InlineData(",p=", ",p=AAAA")]
    public async Task Scram_with_a_final_message_that_was_changed_is_not_authorized(string from, string to)
    {
        await using var client = await ConnectAsync();
        var scram = new ScramTestClient("SCRAM-SHA-256", "juliet", Password);
        var challenge = await AuthAsync(client, "SCRAM-SHA-256", XmppTestClient.Base64(scram.First));
        var final = scram.Final(Text(challenge)).Replace(from, to, StringComparison.Ordinal);
        var failure = await RespondAsync(client, XmppTestClient.Base64(final));
        Assert.Equal("not-authorized", failure.Elements().Single().Name.LocalName);
    }

    [Theory]
    [InlineData("c=biws", "c=eSws")]
    [InlineData("r=fyko", "r=fykO")]
    public async Task Scram_with_another_nonce_or_binding_is_not_authorized_even_when_signed(string from, string to)
    {
        await using var client = await ConnectAsync();
        var scram = new ScramTestClient("SCRAM-SHA-256", "juliet", Password);
        var challenge = await AuthAsync(client, "SCRAM-SHA-256", XmppTestClient.Base64(scram.First));
        var final = scram.Final(Text(challenge), message => message.Replace(from, to, StringComparison.Ordinal));
        var failure = await RespondAsync(client, XmppTestClient.Base64(final));
        Assert.Equal("not-authorized", failure.Elements().Single().Name.LocalName);
    }

    [Theory]
    [InlineData("n,,n=juliet")]
    [InlineData("n,,r=abc,n=juliet")]
    [InlineData("n,,n=juliet,r=")]
    [InlineData("n,,m=x,n=juliet,r=abc")]
    [InlineData("n,b=juliet,n=juliet,r=abc")]
    [InlineData("p=tls-exporter,,n=juliet,r=abc")]
    [InlineData("n=juliet,r=abc")]
    public async Task Scram_with_a_first_message_that_is_wrong_is_malformed(string message)
    {
        await using var client = await ConnectAsync();
        Assert.Equal("malformed-request", await FailAsync(client, "SCRAM-SHA-256", XmppTestClient.Base64(message)));
    }

    [Fact]
    public async Task Scram_as_somebody_else_is_an_invalid_identity()
    {
        await using var client = await ConnectAsync();
        var message = XmppTestClient.Base64("n,a=romeo@localhost,n=juliet,r=abc");
        Assert.Equal("invalid-authzid", await FailAsync(client, "SCRAM-SHA-256", message));
    }

    [Fact]
    public async Task Scram_that_ends_after_its_first_message_is_no_login()
    {
        await using var client = await ConnectAsync();
        await AuthAsync(client, "SCRAM-SHA-256", XmppTestClient.Base64("n,,n=juliet,r=abc"));
        Assert.Equal("malformed-request", (await RespondAsync(client, "=")).Elements().Single().Name.LocalName);
    }

    // RFC 5802, section 5, and RFC 7677, section 3.
    [Theory]
    [InlineData(
        "SCRAM-SHA-1",
        "fyko+d2lbbFgONRv9qkxdawL",
        "3rfcNHYJY1ZVvWVs7j",
        "QSXCR+Q6sek8bf92",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")]
    [InlineData(
        "SCRAM-SHA-256",
        "rOprNGfwEbeRWgbNEkqO",
        "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
        "W22ZaJ0SNY7soEsUEjb6gQ==",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")]
    public void Scram_gives_the_answers_of_the_rfcs(string name, string nonce, string serverNonce, string salt, string final, string signature)
    {
        var accounts = new Accounts("localhost", [new("user", "pencil")]);
        var hash = name is "SCRAM-SHA-1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        var server = new ScramMechanism(hash, accounts, serverNonce, Convert.FromBase64String(salt));
        var client = new ScramTestClient(name, "user", "pencil", nonce);

        var challenge = Assert.IsType<SaslStep.Challenge>(server.Respond(Encoding.UTF8.GetBytes(client.First)));
        var serverFirst = Encoding.UTF8.GetString(challenge.Data);
        Assert.Equal($"r={nonce}{serverNonce},s={salt},i=4096", serverFirst);
        Assert.Equal(final, client.Final(serverFirst));
        var success = Assert.IsType<SaslStep.Success>(server.Respond(Encoding.UTF8.GetBytes(final)));
        Assert.Equal("user", success.User);
        Assert.Equal(signature, Encoding.UTF8.GetString(success.Data!));
        Assert.True(client.Trusts(signature));
    }

    [Fact]
    public async Task Abort_ends_the_exchange_and_another_may_begin()
    {
        await using var client = await ConnectAsync();
        await AuthAsync(client, "SCRAM-SHA-1", XmppTestClient.Base64("n,,n=juliet,r=abc"));
        await client.SendAsync("<abort xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        Assert.Equal("aborted", (await client.ReadAsync()).Elements().Single().Name.LocalName);
        Assert.Equal("success", (await AuthAsync(client, "ANONYMOUS", "")).Name.LocalName);
    }

    [Fact]
    public async Task Response_without_an_exchange_is_malformed()
    {
        await using var client = await ConnectAsync();
        Assert.Equal("malformed-request", (await RespondAsync(client, "AAAA")).Elements().Single().Name.LocalName);
    }

    [Fact]
    public async Task Fifth_failure_ends_the_stream()
    {
        await using var client = await ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("not-authorized", await FailAsync(client, "PLAIN", XmppTestClient.Base64("\0juliet\0wrong")));
        }

        Assert.Equal("policy-violation", await client.ReadStreamErrorAsync());
    }

    private async Task<XmppTestClient> ConnectAsync()
    {
        var client = await XmppTestClient.ConnectAsync(Server);
        await client.OpenAsync(Server.Domain);
        return client;
    }

    private static async Task<XElement> AuthAsync(XmppTestClient client, string mechanism, string data)
    {
        await client.SendAsync($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='{mechanism}'>{data}</auth>");
        return await client.ReadAsync();
    }

    private static async Task<XElement> RespondAsync(XmppTestClient client, string data)
    {
        await client.SendAsync($"<response xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{data}</response>");
        return await client.ReadAsync();
    }

    private static async Task<string> FailAsync(XmppTestClient client, string mechanism, string data)
    {
        var failure = await AuthAsync(client, mechanism, data);
        Assert.Equal(XmppTestClient.Sasl + "failure", failure.Name);
        return failure.Elements().Single().Name.LocalName;
    }

    private static async Task<XElement> ScramAsync(XmppTestClient client, string mechanism, ScramTestClient scram)
    {
        var challenge = await AuthAsync(client, mechanism, XmppTestClient.Base64(scram.First));
        Assert.Equal(XmppTestClient.Sasl + "challenge", challenge.Name);
        return await RespondAsync(client, XmppTestClient.Base64(scram.Final(Text(challenge))));
    }

    private static string Text(XElement element) => Encoding.UTF8.GetString(Convert.FromBase64String(element.Value));
}
