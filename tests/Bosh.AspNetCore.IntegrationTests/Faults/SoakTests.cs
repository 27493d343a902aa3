using Bosh.AspNetCore.Benchmarks.Faults;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Soak;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Faults;

/// <summary>
/// Many sessions with all faults on both sides. What one does follows from its seed, which is told when something went wrong:
/// <c>dotnet run -c Release --project tests/Bosh.AspNetCore.Benchmarks -- faults soak --session SEED --verbose</c> runs it again.
/// </summary>
public sealed class SoakTests
{
    private const int Sessions = 100;

    private const int AtATime = 25;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Nothing_is_lost_doubled_or_reordered_whatever_the_network_does()
    {
        await using var run = new SoakRun(AtATime);
        await using var app = await SoakApp.StartAsync(run, CancellationToken.None).Soon();
        var report = new SoakReport();
        using var limit = new CancellationTokenSource(s_limit);
        await run.RunAsync(app.EndPoint, Enumerable.Range(0, Sessions).Select(i => Seed.Of(1, i)), report, limit.Token);
        Assert.True(report.Failed.Count == 0, string.Join("\n\n", report.Failed.Select(failed => $"{failed}\n  {string.Join("\n  ", failed.History)}")));
        Assert.Empty(app.Errors.Lines);

        // It did meet the faults, and had something to lose.
        Assert.All(FaultMix.KindsFor(isHttp: true), kind => Assert.True(report.ClientFaults[kind] > 0, $"There was no {kind}."));
        Assert.All(FaultMix.KindsFor(isHttp: false), kind => Assert.True(report.ServerFaults[kind] > 0, $"There was no {kind}."));
        Assert.True(report.Up > Sessions && report.Down > Sessions, report.ToString());
    }
}
