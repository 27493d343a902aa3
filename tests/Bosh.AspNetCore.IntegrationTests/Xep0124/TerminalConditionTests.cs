using System.Net;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Error and Status Codes.</summary>
public sealed class TerminalConditionTests : BoshTest
{
    private const string Legacy = "hold='1' wait='60'";

    [Fact]
    public async Task Client_that_named_a_version_gets_conditions_with_status_200()
    {
        var session = await OpenAsync();
        (await session.Client.SendAsync(session.Client.Rid + 100)).AssertTerminated("item-not-found");
        session = await OpenAsync();
        (await session.Client.SendAsync("text")).AssertTerminated("bad-request");
        session = await OpenAsync();
        (await session.Client.SendAsync("", "pause='99999'")).AssertTerminated("policy-violation");
    }

    [Fact]
    public async Task Legacy_client_gets_404_for_item_not_found()
    {
        var session = await OpenAsync(Legacy);
        AssertCode(HttpStatusCode.NotFound, "item-not-found", await session.Client.SendAsync(session.Client.Rid + 100));
    }

    [Fact]
    public async Task Legacy_client_gets_400_for_bad_request()
    {
        var session = await OpenAsync(Legacy);
        var held = await session.Client.HoldAsync();
        AssertCode(HttpStatusCode.BadRequest, "bad-request", await session.Client.SendAsync("text"));
        AssertCode(HttpStatusCode.OK, "other-request", await held.AnswerAsync());
    }

    [Theory]
    [InlineData("wait='x'", "", HttpStatusCode.BadRequest)]
    [InlineData("", "text", HttpStatusCode.BadRequest)]
    [InlineData("", "<a>", HttpStatusCode.BadRequest)]
    [InlineData("ver='1.6' wait='x'", "", HttpStatusCode.OK)]
    [InlineData("wait='x' ver='1.6'", "", HttpStatusCode.OK)]
    [InlineData("ver='1.6'", "text", HttpStatusCode.OK)]
    [InlineData("ver='one'", "", HttpStatusCode.OK)]
    public async Task Session_request_of_a_legacy_client_that_is_wrong_gets_400(string attributes, string payload, HttpStatusCode code)
        => AssertCode(code, "bad-request", await Run(new BoshApp()).Client().SendBodyAsync(
            $"<body rid='1' to='localhost' {attributes} xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>"));

    [Fact]
    public async Task Legacy_client_gets_403_for_policy_violation()
    {
        var session = await OpenAsync(Legacy);
        AssertCode(HttpStatusCode.Forbidden, "policy-violation", await session.Client.SendAsync("", "pause='99999'"));
    }

    [Fact]
    public async Task Legacy_client_gets_200_for_all_else()
    {
        var session = await OpenAsync(Legacy);
        var held = await session.Client.HoldAsync();
        session.Server.HalfClose();
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Theory]
    [InlineData("text", "", "bad-request")]
    [InlineData("", "pause='99999'", "policy-violation")]
    public async Task Requests_that_wait_beside_the_one_that_ended_the_session_learn_that_it_was_another(string payload, string attributes, string condition)
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.11'");
        var rid = session.Client.Rid;
        var one = await session.Client.HoldAsync();
        var two = await session.Client.HoldAsync();
        (await session.Client.SendAsync(payload, attributes)).AssertTerminated(condition);
        (await one.AnswerAsync()).AssertTerminated("other-request");
        (await two.AnswerAsync()).AssertTerminated("other-request");

        // A later one is told what it was.
        (await session.Client.SendAsync(rid + 4)).AssertTerminated(condition);
    }

    [Fact]
    public async Task Early_request_learns_too_that_it_was_another()
    {
        var session = await OpenAsync();
        var rid = session.Client.Rid;
        var early = await session.Client.HoldAsync(rid + 2);
        (await session.Client.SendAsync(rid + 1, "text")).AssertTerminated("bad-request");
        (await early.AnswerAsync()).AssertTerminated("other-request");
    }

    [Fact]
    public async Task Request_of_the_client_that_terminates_is_no_fault_of_others()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        (await session.Client.TerminateAsync()).AssertEmpty();
        (await held.AnswerAsync()).AssertTerminated(null);
    }

    [Fact]
    public async Task Ended_session_tells_why_to_the_next_request()
    {
        var session = await OpenAsync();
        await session.Server.SendAsync("</stream:stream>");
        await session.App.Servers.ClosedAsync();
        (await session.Client.SendAsync()).AssertTerminated("remote-connection-failed");
        (await session.Client.SendAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Ended_session_is_forgotten_after_a_while()
    {
        var time = new ManualTimeProvider();
        var session = await OpenAsync(time: time);
        (await session.Client.TerminateAsync()).AssertTerminated(null);
        time.Advance(59);
        (await session.Client.SendAsync()).AssertTerminated(null);
        time.Advance(2);
        (await session.Client.SendAsync()).AssertTerminated("item-not-found");
    }

    [Fact]
    public async Task Fault_of_ours_is_an_internal_server_error()
    {
        var app = Run(new BoshApp { AddServices = services => services.AddSingleton<IUpstreamFactory, FaultyFactory>() });
        app.Log.Expect("This is a fault of the connection manager");
        (await app.Client().CreateAsync()).AssertTerminated("internal-server-error");
    }

    [Fact]
    public async Task Domain_that_is_no_longer_served_is_gone()
    {
        var app = Run(new BoshApp { Settings = { ["Bosh:Domains:example.org:Gone"] = "true" } });
        (await app.Client().CreateAsync(to: "Example.org")).AssertTerminated("host-gone");
        Assert.NotNull((await app.Client().CreateAsync())["sid"]);
    }

    [Fact]
    public async Task Service_that_is_elsewhere_says_where()
    {
        var app = Run(new BoshApp { Settings = { ["Bosh:SecureUri"] = "https://chat.example.com/http-bind?a=b&c" } });
        var answer = await app.Client().CreateAsync();
        answer.AssertTerminated("see-other-uri");
        Assert.Equal("https://chat.example.com/http-bind?a=b&c", answer.Body.Element(Names.Bosh + "uri")!.Value);
        Assert.Equal(0, app.LiveSessions);
        Assert.NotNull((await app.Client("https://localhost/http-bind").CreateAsync())["sid"]);
    }

    private static void AssertCode(HttpStatusCode code, string condition, BoshAnswer answer)
    {
        Assert.Equal(code, answer.Status);
        Assert.Equal("terminate", answer.Type);
        Assert.Equal(condition, answer.Condition);
    }
    private sealed class FaultyFactory : IUpstreamFactory
    {
        public IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener) => throw new InvalidOperationException("A fault.");
    }
}
