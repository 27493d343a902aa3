using System.Globalization;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary><c>load compare</c>: starts the stub and the servers, compares them, and ends them.</summary>
internal static class CompareCommand
{
    private static readonly string[] Titles =
    [
        "pattern", "server", "sessions", "units/s", "/ relay", "p50 ms", "p95 ms", "p99 ms", "CPU us/unit", "/ relay", "CPU %",
        "KiB/session", "/ relay", "lost", "repeated", "reordered", "failed",
    ];

    /// <returns>Whether nothing was lost, repeated, reordered, and nothing failed.</returns>
    public static async Task<bool> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        CompareOptions options = CompareOptions.From(arguments);
        string? json = arguments.Text("json");
        arguments.RefuseUnknown();

        (ChildProcess stub, int port) = await ChildProcess.StartOwnAsync(["stub", "--port", "0"], cancellationToken);
        await using ChildProcess ending = stub;
        string upstream = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        await using var comparison = new Comparison(options, Choose(options, Targets.All(upstream)));
        await comparison.RunAsync(cancellationToken);

        Medians[] medians = [.. comparison.Runs
            .GroupBy(run => (run.Result.Pattern, run.Server))
            .Select(runs => Medians.Of(runs.Key.Server, [.. runs.Select(run => run.Result)]))];
        Print(options, medians);
        if (json is not null)
        {
            await JsonFile.WriteAsync(json, new { medians, comparison.Runs }, cancellationToken);
        }

        return comparison.IsComplete && comparison.Runs.All(run => run.Result.IsCorrect);
    }

    private static ITarget[] Choose(CompareOptions options, ITarget[] all)
    {
        if (options.Targets.FirstOrDefault(name => !all.Select(target => target.Name).Contains(name, StringComparer.Ordinal)) is string unknown)
        {
            throw new LoadException($"There is no target '{unknown}'.");
        }

        ITarget[] wanted = [.. all.Where(target => options.Targets.Length == 0 || options.Targets.Contains(target.Name))];
        foreach (ITarget target in wanted.Where(target => target.Missing is not null))
        {
            Console.Error.WriteLine($"{target.Name} is left out: {target.Missing} is not installed.");
        }

        return [.. wanted.Where(target => target.Missing is null)];
    }

    private static void Print(CompareOptions options, Medians[] medians)
    {
        var relays = medians.Where(row => Targets.IsRelay(row.Server)).ToDictionary(row => row.Pattern, StringComparer.Ordinal);
        var table = new Table(Titles);
        foreach (Medians row in medians)
        {
            Medians? relay = relays.GetValueOrDefault(row.Pattern);
            table.Add(
                row.Pattern,
                row.Server,
                ResultRow.Count(row.Sessions),
                ResultRow.Fraction(row.UnitsPerSecond),
                ResultRow.Fraction(row.UnitsPerSecond / relay?.UnitsPerSecond),
                ResultRow.Fraction(row.P50Milliseconds),
                ResultRow.Fraction(row.P95Milliseconds),
                ResultRow.Fraction(row.P99Milliseconds),
                ResultRow.Fraction(row.CpuMicrosecondsPerUnit),
                ResultRow.Fraction(row.CpuMicrosecondsPerUnit / relay?.CpuMicrosecondsPerUnit),
                ResultRow.Fraction(row.CpuPercent),
                ResultRow.Fraction(row.MemoryPerSession),
                ResultRow.Fraction(row.MemoryPerSession / relay?.MemoryPerSession),
                ResultRow.Count(row.Lost),
                ResultRow.Count(row.Repeated),
                ResultRow.Count(row.Reordered),
                ResultRow.Count(row.Failures));
        }

        Console.WriteLine($"Medians of {options.Rounds} rounds of {options.Duration.TotalSeconds:N0} s on {Environment.ProcessorCount} processors.");
        Console.Write(table.ToString());
    }
}
