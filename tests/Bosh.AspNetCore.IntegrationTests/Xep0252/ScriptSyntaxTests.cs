using System.Net;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0252;

/// <summary>XEP-0252, Requesting Use of Script Syntax; Error Handling.</summary>
public sealed class ScriptSyntaxTests : BoshTest
{
    [Theory]
    [InlineData("/http-bind?%3Cbody%20rid='1'%20to='localhost'%20xmlns='http://jabber.org/protocol/httpbind'/%3E")]
    [InlineData("/http-bind/?%3cbody%20rid='1'%20to='localhost'%20xmlns='http://jabber.org/protocol/httpbind'/%3e")]
    public async Task Request_in_script_syntax_is_not_found_unless_the_option_is_on(string path)
    {
        var app = Run(new BoshApp());
        using var exchange = await app.Client().SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        var answer = await exchange.AnswerAsync();
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Empty(answer.Bytes);
        Assert.Equal(0, answer.ContentHeaders.ContentLength);
        Assert.Equal("no-store, no-cache", answer.Header("Cache-Control"));
        Assert.Equal(0, app.LiveSessions);
    }

    [Fact]
    public async Task Session_request_in_script_syntax_is_answered_in_it()
    {
        var creation = await new ScriptClient(Open()).CreateAsync();
        Assert.Equal(HttpStatusCode.OK, creation.Raw.Status);
        Assert.Equal(32, creation.Body.Attribute("sid")!.Value.Length);
    }

    [Fact]
    public async Task Refusals_and_errors_are_in_script_syntax_too()
    {
        var session = await ScriptSession.OpenAsync(Open(Listen()));
        var client = new ScriptClient(session.App);
        (await client.CreateAsync(to: "example.org")).AssertTerminated("host-unknown");
        (await client.SendBodyAsync("<body")).AssertTerminated("bad-request");
        (await client.SendBodyAsync("<body rid='1' sid='nobody' xmlns='http://jabber.org/protocol/httpbind'/>")).AssertTerminated("item-not-found");
        session.Client.Rid += 100;
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Legacy_client_gets_http_codes_in_script_syntax_too()
    {
        var session = await ScriptSession.OpenAsync(Open(Listen()), "hold='1' wait='60'");
        session.Client.Rid += 100;
        var answer = await session.Client.SendAsync();
        Assert.Equal(HttpStatusCode.NotFound, answer.Raw.Status);
        Assert.Equal("item-not-found", answer.Body.Attribute("condition")!.Value);
    }

    [Fact]
    public async Task Whole_session_goes_by_scripts()
    {
        var session = await ScriptSession.OpenAsync(Open(Listen()));
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("I said \"Hi!\"");
        (await ScriptClient.AnswerAsync(held)).AssertMessages("I said \"Hi!\"");
        var again = await session.Client.SendBodyAsync(session.Client.Compose(session.Client.Rid, "<presence xmlns='jabber:client'/>"));
        again.AssertMessages("I said \"Hi!\"");
        (await session.Client.SendAsync("", "pause='10'")).AssertEmpty();
        var restart = await session.Client.HoldAsync("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        await session.Server.OpenAsync("<stream:features><x xmlns='urn:x'/></stream:features>");
        Assert.Equal(Names.Streams + "features", (await ScriptClient.AnswerAsync(restart)).Body.Elements().Single().Name);
        (await session.Client.SendAsync("<iq xmlns='jabber:client'/>", "type='terminate'")).AssertTerminated(null);
        await session.Server.ExpectAsync("<iq xmlns='jabber:client'/></stream:stream>");
    }

    [Fact]
    public async Task Post_for_a_session_in_script_syntax_finds_none_and_touches_nothing()
    {
        var session = await ScriptSession.OpenAsync(Open(Listen()));
        var held = await session.Client.HoldAsync();
        var pure = session.App.Client();
        foreach (var payload in new[] { "", "<presence xmlns='jabber:client'/>", "text" })
        {
            (await pure.SendBodyAsync(session.Client.Compose(session.Client.Rid + 1, payload))).AssertTerminated("item-not-found");
        }

        Assert.True(held.IsHeld);
        await session.Client.HoldAsync("<iq xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<iq xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Script_request_for_another_session_finds_none_and_touches_nothing()
    {
        var session = await ScriptedSession.OpenAsync(Open(Listen()));
        var held = await session.Client.HoldAsync();
        var script = new ScriptClient(session.App);
        (await script.SendBodyAsync(session.Client.Compose(session.Client.Rid + 1))).AssertTerminated("item-not-found");
        (await script.SendBodyAsync(session.Client.Compose(session.Client.Rid + 1, "text"))).AssertTerminated("item-not-found");
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("alive");
        (await held.AnswerAsync()).AssertMessages("alive");
    }

    [Fact]
    public async Task Both_syntaxes_live_side_by_side()
    {
        var app = Open();
        Assert.NotNull((await app.Client().CreateAsync())["sid"]);
        Assert.NotNull((await new ScriptClient(app).CreateAsync()).Body.Attribute("sid"));
    }

    [Theory]
    [InlineData("GET", "/http-bind")]
    [InlineData("GET", "/http-bind?room=a&token=b")]
    [InlineData("HEAD", "/http-bind?%3Cbody%20rid='1'%20to='localhost'%20xmlns='http://jabber.org/protocol/httpbind'/%3E")]
    public async Task Requests_without_a_body_element_and_other_methods_get_what_they_always_get(string method, string path)
    {
        var app = Open();
        using var exchange = await app.Client().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        var answer = await exchange.AnswerAsync();
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal(0, app.LiveSessions);
    }

    private BoshApp Open(ScriptedServer? upstream = null) => Run(new BoshApp { Upstream = upstream, Options = options => options.ScriptSyntax = true });
}
