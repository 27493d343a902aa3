using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Session Creation Request: the <c>route</c> attribute (design, invariant 15).</summary>
public sealed class RouteTests : BoshTest
{
    [Theory]
    [InlineData("xmpp:192.0.2.1:9999")]
    [InlineData("xmpp:localhost:5222")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("")]
    public async Task Route_is_ignored_unless_the_domain_allows_it(string route)
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Options = options => options.Domains["localhost"].Routes.Add("192.0.2.1:9999") });
        await ScriptedSession.OpenAsync(app, Asking(route));
    }

    [Theory]
    [InlineData("xmpp:127.0.0.1:{0}")]
    [InlineData("XMPP:127.0.0.1:{0}")]
    [InlineData("xmpp:[127.0.0.1]:{0}")]
    public async Task Route_leads_to_a_server_of_the_list(string route)
    {
        var (app, _, other) = Open();
        var creation = await app.Client().BeginAsync(Asking(route, other.Port));
        var connection = await other.AcceptAsync();
        Assert.Contains(" to='localhost'", await connection.OpenAsync(), StringComparison.Ordinal);
        Assert.NotNull((await creation.AnswerAsync())["sid"]);
    }

    [Fact]
    public async Task Route_may_lead_to_the_server_of_the_domain()
    {
        var (app, own, _) = Open();
        await ScriptedSession.OpenAsync(app, Asking("xmpp:127.0.0.1:{0}", own.Port));
    }

    [Fact]
    public async Task Session_without_a_route_goes_to_the_server_of_the_domain()
        => await ScriptedSession.OpenAsync(Open().App);

    [Fact]
    public async Task Route_to_an_ipv6_address_needs_no_brackets()
    {
        var (app, _, _) = Open("[2001:DB8::1]:5222");
        app.Log.Expect("Connecting for localhost failed: [2001:DB8::1]:5222: ");
        foreach (var route in new[] { "xmpp:2001:db8::1:5222", "xmpp:[2001:db8:0::1]:5222" })
        {
            Assert.NotEqual("host-unknown", (await app.Client().CreateAsync(Asking(route)))["condition"], StringComparer.Ordinal);
        }
    }

    [Fact]
    public async Task Route_may_lead_to_any_server_of_the_domain()
    {
        var own = Listen();
        var app = Run(new BoshApp
        {
            Options = options => options.Domains.Add("example.com", domain =>
            {
                domain.AllowRoute = true;
                domain.Servers.Add("192.0.2.1:5222");
                domain.Servers.Add($"127.0.0.1:{own.Port}");
            }),
        });
        var creation = await app.Client().BeginAsync(Asking("xmpp:127.0.0.1:{0}", own.Port), to: "example.com");
        var connection = await own.AcceptAsync();
        await connection.OpenAsync();
        Assert.NotNull((await creation.AnswerAsync())["sid"]);
        (await app.Client().CreateAsync(Asking("xmpp:127.0.0.1:1"), to: "example.com")).AssertTerminated("host-unknown");
    }

    [Theory]
    [InlineData("xmpp:127.0.0.1:{0}", "host-unknown", 1)]
    [InlineData("xmpp:127.0.0.2:{0}", "host-unknown", 0)]
    [InlineData("xmpp:127.0.0.1.:{0}", "host-unknown", 0)]
    [InlineData("xmpp:localhost:{0}", "host-unknown", 0)]
    [InlineData("xmpps:127.0.0.1:{0}", "host-unknown", 0)]
    [InlineData("http:127.0.0.1:{0}", "host-unknown", 0)]
    [InlineData("xmpp:user@127.0.0.1:{0}", "improper-addressing", 0)]
    [InlineData("", "improper-addressing", 0)]
    [InlineData("xmpp", "improper-addressing", 0)]
    [InlineData("xmpp:127.0.0.1", "improper-addressing", 0)]
    [InlineData("xmpp:127.0.0.1:", "improper-addressing", 0)]
    [InlineData("xmpp::{0}", "improper-addressing", 0)]
    [InlineData(":127.0.0.1:{0}", "improper-addressing", 0)]
    [InlineData("xmpp:127.0.0.1:0", "improper-addressing", 0)]
    [InlineData("xmpp:127.0.0.1:70000", "improper-addressing", 0)]
    [InlineData("xmpp:127.0.0.1:+{0}", "improper-addressing", 0)]
    [InlineData("xmpp://127.0.0.1:{0}", "improper-addressing", 0)]
    public async Task Route_that_cannot_be_read_is_improper_and_one_that_is_not_allowed_is_unknown(string route, string condition, int away)
    {
        var (app, _, other) = Open();
        (await app.Client().CreateAsync(Asking(route, other.Port + away))).AssertTerminated(condition);
        Assert.Equal(0, app.LiveSessions);
    }

    [Theory]
    [InlineData("xmpp:127.0.0.1:{0}")]
    [InlineData("xmpp:nowhere:1")]
    [InlineData("nonsense")]
    public async Task Route_does_not_stand_in_for_the_domain(string route)
    {
        var (app, _, other) = Open();
        (await app.Client().CreateAsync(Asking(route, other.Port), to: null)).AssertTerminated("improper-addressing");
        (await app.Client().CreateAsync(Asking(route, other.Port), to: "")).AssertTerminated("improper-addressing");
        (await app.Client().CreateAsync(Asking(route, other.Port), to: "example.org")).AssertTerminated("host-unknown");
    }

    /// <summary>An app with two servers: that of the domain, and one that a route may name.</summary>
    private (BoshApp App, ScriptedServer Own, ScriptedServer Other) Open(string? route = null)
    {
        var own = Listen();
        var other = Listen();
        var app = Run(new BoshApp
        {
            Upstream = own,
            Options = options =>
            {
                var domain = options.Domains["localhost"];
                domain.AllowRoute = true;
                domain.Tls = UpstreamTls.None;
                domain.ConnectTimeout = TimeSpan.FromSeconds(1);
                domain.Routes.Add(route ?? $"127.0.0.1:{other.Port}");
            },
        });
        return (app, own, other);
    }

    private static string Asking(string route, int port = 0)
        => $"{BoshClient.Terms} route='{route.Replace("{0}", $"{port}", StringComparison.Ordinal)}'";
}
