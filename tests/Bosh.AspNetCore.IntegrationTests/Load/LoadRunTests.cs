using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

/// <summary>What a run counts is what the line between the library and the stub has counted.</summary>
public sealed class LoadRunTests : LoadTest
{
    [Theory]
    [InlineData("parked")]
    [InlineData("paced")]
    [InlineData("one-request")]
    public async Task Echoes_are_counted_as_the_line_counts_them(string pattern)
    {
        FaultyLine line = Use(new FaultyLine(Stub.Port));
        RunResult result = await RunAsync(line.Port, pattern);

        AssertCorrect(result);
        Assert.Equal((result.Sent, result.Sent), (line.Up, line.Down));
        Assert.InRange(result.Units, 1, result.Sent);
        Assert.True(result.P50Milliseconds > 0 && result.P50Milliseconds <= result.P95Milliseconds && result.P95Milliseconds <= result.P99Milliseconds);
    }

    [Fact]
    public async Task A_flood_down_is_counted_as_the_line_counts_it()
    {
        FaultyLine line = Use(new FaultyLine(Stub.Port));
        RunResult result = await RunAsync(line.Port, "flood-down");

        AssertCorrect(result);
        Assert.Equal(result.Sent, line.Down);
        Assert.InRange(result.Units, 1, result.Sent);
    }

    [Fact]
    public async Task A_flood_up_is_counted_as_the_line_counts_it()
    {
        FaultyLine line = Use(new FaultyLine(Stub.Port));
        RunResult result = await RunAsync(line.Port, "flood-up");

        AssertCorrect(result);
        int questions = result.Sessions;
        Assert.Equal(result.Sent + questions, line.Up);
        Assert.InRange(result.Units, 1, result.Sent);
    }

    [Fact]
    public async Task Sessions_come_and_go_without_a_message()
    {
        FaultyLine line = Use(new FaultyLine(Stub.Port));
        RunResult result = await RunAsync(line.Port, "setup");

        AssertCorrect(result);
        Assert.Equal((0, 0), (result.Sent, line.Up));
        Assert.InRange(result.Units, 1, int.MaxValue);
        Assert.NotNull(result.P99Milliseconds);
    }

    [Fact]
    public async Task Idle_sessions_are_measured_by_the_memory_of_the_process()
    {
        BoshApp app = RunBosh(Stub.Port);
        RunResult result = await RunAsync(Options(app, "idle") with { ProcessIds = [Environment.ProcessId] });

        AssertCorrect(result);
        Assert.Equal((0, 0), (result.Units, result.Sent));
        Assert.True(result is { MemoryBefore: > 0, MemoryWithSessions: > 0, MemoryPerSession: not null, MemoryAfterCollection: null });
        Assert.Equal(0, app.LiveSessions);
    }

    private static void AssertCorrect(RunResult result)
    {
        Assert.True(result.IsCorrect, string.Join('\n', [$"{result.Lost} {result.Repeated} {result.Reordered}", .. result.Failures]));
        Assert.Equal(2, result.Sessions);
    }
}
