using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Numbering;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

/// <summary>What goes wrong between the library and the stub is found, and named.</summary>
public sealed class LoadFaultTests : LoadTest
{
    [Theory]
    [InlineData("parked", LineFault.Drops, 1, 0, 0)]
    [InlineData("parked", LineFault.Repeats, 0, 1, 0)]
    [InlineData("one-request", LineFault.Drops, 1, 0, 0)]
    [InlineData("one-request", LineFault.Repeats, 0, 1, 0)]
    [InlineData("flood-down", LineFault.Drops, 1, 0, 0)]
    [InlineData("flood-down", LineFault.Repeats, 0, 1, 0)]
    [InlineData("flood-down", LineFault.Swaps, 0, 0, 1)]
    [InlineData("flood-up", LineFault.Drops, 1, 0, 0)]
    [InlineData("flood-up", LineFault.Repeats, 0, 1, 0)]
    [InlineData("flood-up", LineFault.Swaps, 0, 0, 1)]
    public async Task What_is_lost_repeated_or_reordered_is_reported(string pattern, LineFault fault, long lost, long repeated, long reordered)
    {
        MessageKind kind = string.Equals(pattern, "flood-up", StringComparison.Ordinal) ? MessageKind.Sink : MessageKind.Echo;
        FaultyLine line = Use(new FaultyLine(Stub.Port, fault, new MessageNumber(kind, Victim)));
        RunResult result = await RunAsync(line.Port, pattern);

        Assert.Equal((lost, repeated, reordered), (result.Lost, result.Repeated, result.Reordered));
        Assert.False(result.IsCorrect);
    }

    [Fact]
    public async Task What_comes_late_is_not_lost_as_long_as_something_comes()
    {
        // The run ends while there is more under way than the line can bring in the time after which messages are lost.
        FaultyLine line = Use(new FaultyLine(Stub.Port) { Pause = TimeSpan.FromMilliseconds(150) });
        RunOptions options = Options(RunBosh(line.Port), "flood-down") with { DrainTimeout = TimeSpan.FromSeconds(1.5) };
        RunResult result = await RunAsync(options);

        Assert.True(result.IsCorrect, $"{result.Lost} of {result.Sent} were lost.");
        Assert.Equal(result.Sent, line.Down);
    }

    [Fact]
    public async Task A_session_that_the_server_ends_is_a_failure()
    {
        FaultyLine line = Use(new FaultyLine(Stub.Port, LineFault.None, new MessageNumber(MessageKind.Echo, Victim)));
        BoshApp app = RunBosh(line.Port);
        app.Log.Tolerate($"for {Defaults.Domain} failed");
        Task<RunResult> running = RunAsync(Options(app, "parked") with { Duration = Waiting.Limit });
        await line.VictimSeen.Soon();
        Stub.Dispose();
        RunResult result = await running;

        Assert.Equal(2, result.Failures.Length);
        Assert.All(result.Failures, failure => Assert.Contains("The session was ended: <body", failure, StringComparison.Ordinal));
        Assert.False(result.IsCorrect);
    }
}
