using System.Diagnostics;
using System.Net.Sockets;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Faults;
using Xunit;
using static Bosh.AspNetCore.IntegrationTests.Support.ProxiedPair;

namespace Bosh.AspNetCore.IntegrationTests.Faults;

/// <summary>The faulty proxy on connections that carry anything: each fault does what it says, and nothing else.</summary>
public sealed class FaultyProxyTests
{
    private const string Text = "some bytes";

    [Fact]
    public async Task Without_a_plan_everything_passes()
    {
        await using var pair = new ProxiedPair(isHttp: false);
        var (client, server) = await pair.OpenAsync();
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},"));
        await SendAsync(client, text);
        await ExpectAsync(server, text);
        await SendAsync(server, "back");
        client.Shutdown(SocketShutdown.Send);
        await ExpectEndAsync(server);
        await SendAsync(server, " and forth");
        server.Shutdown(SocketShutdown.Send);
        await ExpectEndAsync(client, "back and forth");
        Assert.Equal(0, pair.Proxy.Counts.Total);
    }

    [Fact]
    public async Task Connection_that_the_server_refuses_is_reset()
    {
        await using var pair = new ProxiedPair(isHttp: false);
        var (one, server) = await pair.OpenAsync();
        server.LingerState = new LingerOption(enable: true, seconds: 0);
        server.Dispose();
        await ExpectResetAsync(one);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    public async Task Cut_ends_the_connection_after_each_byte(string direction)
    {
        for (var k = 0; k <= Text.Length; k++)
        {
            await using var pair = new ProxiedPair(isHttp: false, $"cut {direction} 0:{k}");
            var (client, server) = await pair.OpenAsync();
            var (from, to) = direction is "up" ? (client, server) : (server, client);
            await SendAsync(from, Text);
            await ExpectEndAsync(to, Text[..k]);
            await ExpectEndAsync(from);
            Assert.Equal(1, pair.Proxy.Counts[FaultKind.Cut]);
        }
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    public async Task Reset_breaks_the_connection_on_both_sides(string direction)
    {
        await using var pair = new ProxiedPair(isHttp: false, $"reset {direction} 0:{Text.Length}");
        var (client, server) = await pair.OpenAsync();
        await SendAsync(direction is "up" ? client : server, Text + Text);
        await ExpectResetAsync(direction is "up" ? client : server);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("down")]
    public async Task Half_close_ends_one_direction(string direction)
    {
        for (var k = 0; k <= Text.Length; k++)
        {
            await using var pair = new ProxiedPair(isHttp: false, $"half-close {direction} 0:{k}");
            var (client, server) = await pair.OpenAsync();
            var (from, to) = direction is "up" ? (client, server) : (server, client);
            await SendAsync(from, Text);
            await ExpectEndAsync(to, Text[..k]);
            await SendAsync(to, "the other way");
            await ExpectAsync(from, "the other way");
            await SendAsync(from, "swallowed");
            await SendAsync(to, ", again");
            await ExpectAsync(from, ", again");
        }
    }

    [Fact]
    public async Task Split_bytes_come_one_by_one()
    {
        await using var pair = new ProxiedPair(isHttp: false, "split down 0:10 40");
        var (client, server) = await pair.OpenAsync();
        var text = new string('x', 100);
        await SendAsync(server, text);
        var pieces = new List<string>();
        while (pieces.Sum(piece => piece.Length) < text.Length)
        {
            pieces.Add(await ReadAsync(client, text.Length));
        }

        // How many a reader sees together is the system's affair.
        Assert.True(pieces.Count > 10, $"There were {pieces.Count} pieces.");
        Assert.Equal(text, string.Concat(pieces));
    }

    [Fact]
    public async Task Delayed_bytes_come_later()
    {
        await using var pair = new ProxiedPair(isHttp: false, "delay up 0:4 200");
        var (client, server) = await pair.OpenAsync();
        var watch = Stopwatch.StartNew();
        await SendAsync(client, Text);
        await ExpectAsync(server, Text[..4]);
        await ExpectAsync(server, Text[4..]);
        Assert.InRange(watch.ElapsedMilliseconds, 190, 20_000);
    }

    [Fact]
    public async Task Stalled_connection_passes_nothing_in_either_direction()
    {
        await using var pair = new ProxiedPair(isHttp: false, "stall up 0:4 200");
        var (client, server) = await pair.OpenAsync();
        var watch = Stopwatch.StartNew();
        await SendAsync(client, Text);
        await ExpectAsync(server, Text[..4]);
        await UntilAsync(() => pair.Proxy.Counts[FaultKind.Stall] == 1);
        await SendAsync(server, "back");
        await ExpectAsync(client, "back");
        Assert.InRange(watch.ElapsedMilliseconds, 190, 20_000);
        await ExpectAsync(server, Text[4..]);
    }

    [Fact]
    public async Task Late_close_is_learned_later()
    {
        await using var pair = new ProxiedPair(isHttp: false, "late-close up 0:0 200");
        var (client, server) = await pair.OpenAsync();
        var watch = Stopwatch.StartNew();
        await SendAsync(client, Text);
        await ExpectAsync(server, Text);
        client.Close();
        await SendAsync(server, "to nobody");
        await ExpectEndAsync(server);
        Assert.InRange(watch.ElapsedMilliseconds, 190, 20_000);
    }

    [Fact]
    public async Task Faults_that_break_nothing_lose_nothing()
    {
        var mix = new FaultMix { [FaultKind.Delay] = 20, [FaultKind.Split] = 20, [FaultKind.Stall] = 5, [FaultKind.LateClose] = 5, LongestDelay = 5 };
        await using var pair = new ProxiedPair(isHttp: false);
        pair.Proxy.Use(new RandomPlans(1, mix, isHttp: false).For);
        var text = string.Concat(Enumerable.Range(0, 1_000).Select(i => $"{i},"));
        for (var i = 0; i < 3; i++)
        {
            var (client, server) = await pair.OpenAsync();
            await SendAsync(client, text);
            await SendAsync(server, text);
            client.Shutdown(SocketShutdown.Send);
            await ExpectEndAsync(server, text);
            server.Shutdown(SocketShutdown.Send);
            await ExpectEndAsync(client, text);
        }

        Assert.True(pair.Proxy.Counts[FaultKind.Split] > 0);
    }
}
