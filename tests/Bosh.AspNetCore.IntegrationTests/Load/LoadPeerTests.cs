using System.Net;
using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Numbering;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

/// <summary>Floods of a server that does nothing but what XMPP says: the embedded one.</summary>
public sealed class LoadPeerTests : LoadTest
{
    [Theory]
    [InlineData("flood-down", LineFault.None, 0, 0, 0)]
    [InlineData("flood-down", LineFault.Drops, 1, 0, 0)]
    [InlineData("flood-down", LineFault.Repeats, 0, 1, 0)]
    [InlineData("flood-down", LineFault.Swaps, 0, 0, 1)]
    [InlineData("flood-up", LineFault.None, 0, 0, 0)]
    [InlineData("flood-up", LineFault.Drops, 1, 0, 0)]
    [InlineData("flood-up", LineFault.Repeats, 0, 1, 0)]
    [InlineData("flood-up", LineFault.Swaps, 0, 0, 1)]
    public async Task A_server_that_does_not_flood_is_flooded_by_peers(string pattern, LineFault fault, long lost, long repeated, long reordered)
    {
        BoshApp app = Run(new BoshApp { IsOnSocket = true });
        MessageKind kind = string.Equals(pattern, "flood-up", StringComparison.Ordinal) ? MessageKind.Sink : MessageKind.Echo;
        FaultyLine line = Use(new FaultyLine(app.DevServer.Port, fault, new MessageNumber(kind, Victim)));
        RunResult result = await RunAsync(
            Options(app, pattern) with { Domain = "localhost", Peer = new DnsEndPoint("127.0.0.1", line.Port) });

        Assert.Equal((lost, repeated, reordered), (result.Lost, result.Repeated, result.Reordered));
        Assert.Equal(fault == LineFault.None, result.IsCorrect);
        Assert.Equal(result.Sent, kind == MessageKind.Sink ? line.Down : line.Up);
        Assert.InRange(result.Sent, Victim + 1, long.MaxValue);
    }
}
