using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0206;

/// <summary>XEP-0206, remote-stream-error.</summary>
public sealed class RemoteStreamErrorTests : BoshTest
{
    private const string Error = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>Replaced by new connection</text>"
        + "<escape-your-data xmlns='application-ns'/></stream:error>";

    [Fact]
    public async Task Error_is_forwarded_whole_after_the_stanzas_before_it()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SendAsync("<message><body>I said Hi!</body></message>" + Error + "</stream:stream>");
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-stream-error");
        Assert.Equal([Names.Client + "message", Names.Streams + "error"], answer.Body.Elements().Select(element => element.Name));
        Assert.Equal(
            [Names.StreamErrors + "conflict", Names.StreamErrors + "text", (System.Xml.Linq.XNamespace)"application-ns" + "escape-your-data"],
            answer.Body.Elements().Last().Elements().Select(element => element.Name));
        Assert.Contains(Error, answer.Text, StringComparison.Ordinal);
        Assert.Contains("xmlns:stream='http://etherx.jabber.org/streams'", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_waits_for_a_request()
    {
        var session = await OpenAsync();
        await session.Server.SendAsync("<message><body>1</body></message>" + Error + "</stream:stream>");
        await session.App.Servers.ClosedAsync();
        var answer = await session.Client.SendAsync();
        answer.AssertTerminated("remote-stream-error");
        Assert.Equal("1", Assert.Single(answer.Messages));
        Assert.Contains(Error, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_instead_of_features_answers_the_session_request()
    {
        var server = Listen();
        var client = Run(new BoshApp { Upstream = server }).Client();
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
        var answer = await creation.AnswerAsync();
        answer.AssertTerminated("remote-stream-error");
        Assert.Equal(Names.StreamErrors + "host-unknown", answer.Body.Elements().Single().Elements().Single().Name);
    }

    [Fact]
    public async Task All_requests_that_are_held_are_answered()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var one = await session.Client.HoldAsync();
        var two = await session.Client.HoldAsync();
        await session.Server.SendAsync(Error);
        (await one.AnswerAsync()).AssertTerminated("remote-stream-error");
        (await two.AnswerAsync()).AssertTerminated("remote-stream-error");
        Assert.Equal("</stream:stream>", await session.Server.ReadToAsync(">"));
    }

    [Fact]
    public async Task Embedded_server_that_throws_a_client_out_says_so()
    {
        var app = Run(new BoshApp());
        var client = app.Client();
        var jid = await client.LoginAsync();
        var held = await client.HoldAsync();
        Assert.Equal(1, await app.DevServer.DisconnectAsync(jid, "conflict").Soon());
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-stream-error");
        Assert.Equal(Names.StreamErrors + "conflict", answer.Body.Elements().Single().Elements().First().Name);
    }
}
