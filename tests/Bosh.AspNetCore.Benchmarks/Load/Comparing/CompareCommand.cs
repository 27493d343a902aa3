using System.Globalization;
using Bosh.AspNetCore.Benchmarks.Load.Patterns;

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
        ITarget[] targets = Choose(options, Targets.All(upstream));
        OpenFiles.CheckServers(options.MostSessions, targets.Max(target => target.FilesPerSession));
        await using var comparison = new Comparison(options, targets);
        await comparison.RunAsync(cancellationToken);

        Medians[] medians = [.. comparison.Runs
            .GroupBy(run => (run.Result.Pattern, run.Server))
            .Select(runs => Medians.Of(runs.Key.Server, [.. runs.Select(run => run.Result)]))];
        Print(options, targets, medians);
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

        ITarget[] wanted = [.. all.Where(target => options.Targets.Length == 0 ? !target.MustBeNamed : options.Targets.Contains(target.Name))];
        foreach (ITarget target in wanted.Where(target => target.Missing is not null))
        {
            Console.Error.WriteLine($"{target.Name} is left out: {target.Missing} is not installed.");
        }

        ITarget[] installed = [.. wanted.Where(target => target.Missing is null)];
        return installed.Length > 0 ? installed : throw new LoadException("There is nothing to compare.");
    }

    private static void Print(CompareOptions options, ITarget[] targets, Medians[] medians)
    {
        var table = new Table(Titles);
        var remarks = new List<string>(targets.Where(target => target.IsBoth).Select(target =>
            $"{target.Name} is XMPP server and connection manager in one: the figures are those of both, and floods pass through other clients."));
        foreach (PatternKind pattern in options.Patterns)
        {
            string name = PatternNames.Of(pattern);
            Medians[] rows = [.. medians.Where(row => string.Equals(row.Pattern, name, StringComparison.Ordinal))];
            Medians? relay = Array.Find(rows, row => Targets.IsRelay(row.Server));
            foreach (ITarget target in targets)
            {
                table.Add(Row(name, target.Name, Array.Find(rows, row => string.Equals(row.Server, target.Name, StringComparison.Ordinal)), relay));
                if (target.Obstacle(pattern) is string obstacle)
                {
                    remarks.Add($"{target.Name} does not take part in {name}: {obstacle}.");
                }
            }
        }

        Console.WriteLine($"Medians of {options.Rounds} rounds of {options.Duration.TotalSeconds:N0} s on {Environment.ProcessorCount} processors.");
        Console.Write(table.ToString());
        remarks.ForEach(Console.WriteLine);
    }

    /// <param name="pattern">The name of the pattern.</param>
    /// <param name="server">The name of the server.</param>
    /// <param name="row">Its figures; null when there are none.</param>
    /// <param name="relay">Those of the bare relay.</param>
    private static string[] Row(string pattern, string server, Medians? row, Medians? relay) => row is null
        ? [pattern, server, .. Enumerable.Repeat(ResultRow.Nothing, Titles.Length - 2)]
        :
        [
            pattern,
            server,
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
            ResultRow.Count(row.Failures),
        ];
}
