using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Where the server of a domain is, and which of several is taken. Addresses that end in 99 do not answer, others refuse, unless a server is there.</summary>
public sealed class UpstreamAddressTests : BoshTest
{
    private const string Domain = "example.com";

    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedNetwork _network = new();
    private BoshApp? _app;

    [Fact]
    public async Task Servers_are_tried_in_order_until_one_answers()
    {
        var second = Listen();
        var third = Listen();
        _network.Server("192.0.2.2", second).Server("192.0.2.3", third);
        await AssertReachesAsync(second, Open("192.0.2.1:5222", "192.0.2.2:5223", "192.0.2.3:5224"));
        Assert.Equal(["192.0.2.1:5222", "192.0.2.2:5223"], _network.Tried, StringComparer.Ordinal);
        Assert.Contains(_app!.Log.Entries, entry => entry.Level == LogLevel.Information && entry.Text.StartsWith(
            "Connected to 192.0.2.2:5223 for example.com, after what comes before it failed: 192.0.2.1:5222: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Addresses_of_a_name_are_tried_by_turns_of_their_kinds()
    {
        var server = Listen();
        _network.Name("a.example", "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2").Server("192.0.2.2", server);
        await AssertReachesAsync(server, Open("a.example:5222"));
        Assert.Equal(
            ["a.example", "[2001:db8::1]:5222", "192.0.2.1:5222", "[2001:db8::2]:5222", "192.0.2.2:5222"], _network.Tried, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Host_alone_is_a_server_at_the_usual_port()
    {
        var server = Listen();
        _network.Name("xmpp.internal", "192.0.2.1").Server("192.0.2.1", server);
        await AssertReachesAsync(server, Open(domain => domain.Host = "xmpp.internal"));
        Assert.Equal(["xmpp.internal", "192.0.2.1:5222"], _network.Tried, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Domain_alone_is_its_own_server()
    {
        _network.Name(Domain, "192.0.2.1");
        var client = Open(domain => domain.Tls = UpstreamTls.Direct);
        _app!.Log.Expect("Connecting for example.com failed: example.com:5223 (192.0.2.1): ");
        (await client.CreateAsync(to: Domain)).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Address_that_does_not_answer_leaves_time_for_the_next()
    {
        var server = Listen();
        _network.Server("192.0.2.2", server);
        var client = Open("192.0.2.99:5222", "192.0.2.2:5222");
        var creation = await client.BeginAsync(to: Domain);
        await _network.ReachedAsync("192.0.2.99");
        _time.Advance(3.9);
        Assert.Single(_network.Tried);
        _time.Advance(0.2);
        var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
        Assert.Contains(_app!.Log.Entries, entry => entry.Text.Contains("192.0.2.99:5222: no answer within the AttemptTimeout", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData(ScriptedConnection.Header + "<stream:features/>")]
    public async Task Server_that_begins_no_stream_leaves_its_place_to_the_next(string text)
    {
        var first = Listen();
        var second = Listen();
        _network.Server("192.0.2.1", first).Server("192.0.2.2", second);
        var client = Open(
            domain => domain.Tls = null,
            (_, _, _) => Task.FromResult<IReadOnlyList<UpstreamEndPoint>>(
                [new("192.0.2.1", 5222) { Tls = UpstreamTls.StartTls }, new("192.0.2.2", 5222) { Tls = UpstreamTls.None }]));
        var creation = await client.BeginAsync(to: Domain);
        var refused = await first.AcceptAsync();
        await refused.ReadHeaderAsync();
        await refused.SendAsync(text);
        refused.HalfClose();
        var connection = await second.AcceptAsync();
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
        Assert.Equal("", await refused.ReadToEndAsync());
    }

    [Fact]
    public async Task Server_that_says_nothing_leaves_time_for_the_next()
    {
        var first = Listen();
        var second = Listen();
        _network.Server("192.0.2.1", first).Server("192.0.2.2", second);
        var client = Open("192.0.2.1:5222", "192.0.2.2:5222");
        var creation = await client.BeginAsync(to: Domain);
        var silent = await first.AcceptAsync();
        await silent.ReadHeaderAsync();
        _time.Advance(4.1);
        var connection = await second.AcceptAsync();
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Fact]
    public async Task Stream_error_is_an_answer_and_the_next_is_not_tried()
    {
        var server = Listen();
        _network.Server("192.0.2.1", server);
        var client = Open("192.0.2.1:5222", "192.0.2.2:5222");
        var creation = await client.BeginAsync(to: Domain);
        var connection = await server.AcceptAsync();
        await connection.OpenAsync("<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
        (await creation.AnswerAsync()).AssertTerminated("remote-stream-error");
        Assert.Single(_network.Tried);
    }

    [Theory]
    [InlineData(ScriptedNetwork.Silence)]
    [InlineData(ScriptedNetwork.Deafness)]
    public async Task Name_that_is_not_resolved_leaves_time_for_the_next(string lookup)
    {
        var server = Listen();
        _network.Name("a.example", lookup).Name("b.example", "192.0.2.2").Server("192.0.2.2", server);
        var client = Open("a.example:5222", "b.example:5222");
        var creation = await client.BeginAsync(to: Domain);
        await _network.ReachedAsync("a.example");
        _time.Advance(4.1);
        var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Fact]
    public async Task Last_address_has_what_is_left_of_the_time()
    {
        var client = Open("192.0.2.199:5222", "192.0.2.99:5222");
        _app!.Log.Expect(
            "Connecting for example.com failed: 192.0.2.199:5222: no answer within the AttemptTimeout; 192.0.2.99:5222: no answer within the ConnectTimeout");
        var creation = await client.BeginAsync(to: Domain);
        await _network.ReachedAsync("192.0.2.199");
        _time.Advance(4.1);
        await _network.ReachedAsync("192.0.2.99");
        _time.Advance(1);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        _time.Advance(9.8);
        Assert.True(held.IsHeld);
        _time.Advance(0.2);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task When_nobody_answers_the_log_says_once_what_was_tried()
    {
        _network.Name("b.example", "192.0.2.2", "2001:db8::2").Name("c.example");
        var client = Open("192.0.2.1:5222", "b.example:5223", "nowhere.example:5222", "c.example:5222");
        var refused = new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.ConnectionRefused).Message;
        var unknown = new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound).Message;
        _app!.Log.Expect("Connecting for example.com failed: 192.0.2.1:5222: ");
        (await client.CreateAsync(to: Domain)).AssertTerminated("remote-connection-failed");
        var warning = Assert.Single(_app.Log.Entries, entry => entry.Level == LogLevel.Warning && entry.Category.StartsWith("Bosh.", StringComparison.Ordinal));
        Assert.Equal(
            $"Connecting for example.com failed: 192.0.2.1:5222: {refused}; b.example:5223 (192.0.2.2): {refused}; "
                + $"b.example:5223 (2001:db8::2): {refused}; nowhere.example:5222: {unknown}; c.example:5222: {new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.NoData).Message}",
            warning.Text.TrimEnd());
    }

    [Fact]
    public async Task Number_of_addresses_that_are_tried_is_bounded()
    {
        _network.Name("many.example", [.. Enumerable.Range(1, 50).Select(n => $"192.0.2.{n}")]);
        var client = Open("many.example:5222", "192.0.2.60:5222");
        _app!.Log.Expect("Connecting for example.com failed");
        (await client.CreateAsync(to: Domain)).AssertTerminated("remote-connection-failed");
        Assert.Equal(21, _network.Tried.Count());
    }

    [Theory]
    [InlineData("192.0.2.99")]
    [InlineData("late.example")]
    public async Task Last_that_may_be_tried_has_what_is_left_of_the_time(string last)
    {
        _network.Name("many.example", [.. Enumerable.Range(1, 19).Select(n => $"192.0.2.{n}")]).Name("late.example", ScriptedNetwork.Silence);
        var client = Open("many.example:5222", $"{last}:5222", "192.0.2.60:5222");
        _app!.Log.Expect($"{last}:5222: no answer within the ConnectTimeout");
        var creation = await client.BeginAsync(to: Domain);
        await _network.ReachedAsync(last);
        _time.Advance(5);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        _time.Advance(9.9);
        Assert.True(held.IsHeld);
        _time.Advance(0.2);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
        Assert.DoesNotContain("192.0.2.60:5222", _network.Tried, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Session_that_ends_meanwhile_tries_no_further()
    {
        var client = Open("192.0.2.99:5222", "192.0.2.1:5222");
        var creation = await client.BeginAsync(to: Domain);
        await _network.ReachedAsync("192.0.2.99");
        _time.Advance(1);
        var shutdown = _app!.Host.StopAsync();
        (await creation.AnswerAsync()).AssertTerminated("system-shutdown");
        await shutdown.Soon();
        Assert.Single(_network.Tried);
    }

    [Fact]
    public async Task Resolver_of_the_app_says_where_the_servers_are()
    {
        var server = Listen();
        _network.Name("a.example", "192.0.2.1").Server("192.0.2.1", server);
        (string Domain, UpstreamTls? Tls) asked = default;
        var client = Open(domain => domain.Tls = UpstreamTls.StartTls, (domain, settings, _) =>
        {
            asked = (domain, settings.Tls);
            return Task.FromResult<IReadOnlyList<UpstreamEndPoint>>(
                [new("192.0.2.7", 5269), new("a.example", 5290) { Tls = UpstreamTls.None }]);
        });
        await AssertReachesAsync(server, client);
        Assert.Equal((Domain, UpstreamTls.StartTls), asked);
        Assert.Equal(["192.0.2.7:5269", "a.example", "192.0.2.1:5290"], _network.Tried, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Resolver_sees_the_route_that_a_client_may_choose()
    {
        var server = Listen();
        _network.Server("192.0.2.1", server);
        var client = Open(
            domain =>
            {
                domain.AllowRoute = true;
                domain.Servers.Add("192.0.2.5:5222");
                domain.Routes.Add("192.0.2.1:5222");
            },
            (_, settings, _) => Task.FromResult<IReadOnlyList<UpstreamEndPoint>>([new(settings.Host!, settings.Port!.Value) { Tls = UpstreamTls.None }]));
        var creation = await client.BeginAsync($"{BoshClient.Terms} route='xmpp:192.0.2.1:5222'", to: Domain);
        var connection = await server.AcceptAsync();
        await connection.OpenAsync();
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Fact]
    public async Task Resolver_that_finds_nothing_is_a_failed_connection()
    {
        var client = Open(_ => { }, (_, _, _) => Task.FromResult<IReadOnlyList<UpstreamEndPoint>>([]));
        _app!.Log.Expect("Connecting for example.com failed: no server is known");
        (await client.CreateAsync(to: Domain)).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Resolver_that_fails_is_a_failed_connection()
    {
        var client = Open(_ => { }, (_, _, _) => throw new InvalidOperationException("The registry is down."));
        _app!.Log.Expect("Connecting for example.com failed: IUpstreamResolver: The registry is down.");
        (await client.CreateAsync(to: Domain)).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Resolver_that_does_not_answer_has_the_time_for_connecting()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = Open(_ => { }, (_, _, _) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<IReadOnlyList<UpstreamEndPoint>>().Task;
        });
        _app!.Log.Expect("Connecting for example.com failed: IUpstreamResolver: no answer within the ConnectTimeout");
        var creation = await client.BeginAsync(to: Domain);
        await asked.Task.Soon();
        _time.Advance(5);
        client.Join(await creation.AnswerAsync());
        var held = await client.HoldAsync();
        _time.Advance(10.1);
        (await held.AnswerAsync()).AssertTerminated("remote-connection-failed");
    }

    [Fact]
    public async Task Name_with_addresses_of_both_kinds_is_reached_by_the_one_that_answers()
    {
        var server = Listen(); // on 127.0.0.1 alone; localhost is ::1 too where there is IPv6
        _app = Run(new BoshApp { Options = options => options.Domains.Add(Domain, domain => domain.Servers.Add($"localhost:{server.Port}")) });
        await AssertReachesAsync(server, _app.Client());
    }

    private BoshClient Open(params string[] servers) => Open(domain =>
    {
        domain.Tls = UpstreamTls.None;
        foreach (var server in servers)
        {
            domain.Servers.Add(server);
        }
    });

    private BoshClient Open(
        Action<BoshDomain> configure, Func<string, BoshDomain, CancellationToken, Task<IReadOnlyList<UpstreamEndPoint>>>? resolve = null)
    {
        _app = Run(new BoshApp
        {
            Time = _time,
            Options = options => options.Domains.Add(Domain, domain =>
            {
                domain.Tls = UpstreamTls.None;
                configure(domain);
            }),
            AddServices = services =>
            {
                services.AddSingleton<INetwork>(_network);
                if (resolve is not null)
                {
                    services.AddSingleton<IUpstreamResolver>(new ScriptedResolver(resolve));
                }
            },
        });
        return _app.Client();
    }

    private static async Task AssertReachesAsync(ScriptedServer server, BoshClient client)
    {
        var creation = await client.BeginAsync(to: Domain);
        var connection = await server.AcceptAsync();
        Assert.Contains(" to='example.com'", await connection.OpenAsync(), StringComparison.Ordinal);
        Assert.Null((await creation.AnswerAsync()).Type);
    }
}
