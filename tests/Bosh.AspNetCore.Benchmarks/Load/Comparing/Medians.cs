namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>The runs of one pattern on one server, each figure's median; what went wrong is added up.</summary>
internal sealed record Medians
{
    public required string Pattern { get; init; }

    public required string Server { get; init; }

    public required int Sessions { get; init; }

    public required double? UnitsPerSecond { get; init; }

    public required double? P50Milliseconds { get; init; }

    public required double? P95Milliseconds { get; init; }

    public required double? P99Milliseconds { get; init; }

    public required double? CpuMicrosecondsPerUnit { get; init; }

    /// <summary>CPU time in hundredths of the time that passed: what an idle server uses.</summary>
    public required double? CpuPercent { get; init; }

    /// <summary>In KiB.</summary>
    public required double? MemoryPerSession { get; init; }

    public required long Lost { get; init; }

    public required long Repeated { get; init; }

    public required long Reordered { get; init; }

    public required int Failures { get; init; }

    public static Medians Of(string server, IReadOnlyCollection<RunResult> runs)
    {
        RunResult first = runs.First();
        return new Medians
        {
            Pattern = first.Pattern,
            Server = server,
            Sessions = first.Sessions,
            UnitsPerSecond = Median(runs, run => run.Units == 0 ? null : run.UnitsPerSecond),
            P50Milliseconds = Median(runs, run => run.P50Milliseconds),
            P95Milliseconds = Median(runs, run => run.P95Milliseconds),
            P99Milliseconds = Median(runs, run => run.P99Milliseconds),
            CpuMicrosecondsPerUnit = Median(runs, run => run.CpuMicrosecondsPerUnit),
            CpuPercent = Median(runs, run => run.CpuSeconds * 100 / run.Seconds),
            MemoryPerSession = Median(runs, run => run.MemoryPerSession),
            Lost = runs.Sum(run => run.Lost),
            Repeated = runs.Sum(run => run.Repeated),
            Reordered = runs.Sum(run => run.Reordered),
            Failures = runs.Sum(run => run.Failures.Length),
        };
    }

    private static double? Median(IEnumerable<RunResult> runs, Func<RunResult, double?> figure)
    {
        double[] sorted = [.. runs.Select(figure).OfType<double>().Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? null
            : sorted.Length % 2 == 1 ? sorted[middle]
            : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
