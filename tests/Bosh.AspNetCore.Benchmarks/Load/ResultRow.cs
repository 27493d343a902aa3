using System.Globalization;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>A result as a row of a table.</summary>
internal static class ResultRow
{
    public static readonly string[] Titles =
    [
        "pattern", "server", "sessions", "units/s", "p50 ms", "p95 ms", "p99 ms", "CPU us/unit", "CPU %", "KiB/session",
        "sent", "lost", "repeated", "reordered",
    ];

    public const string Nothing = "-";

    public static string[] Of(string server, RunResult result) =>
    [
        result.Pattern,
        server,
        Count(result.Sessions),
        result.Units == 0 ? Nothing : Count(result.UnitsPerSecond),
        Fraction(result.P50Milliseconds),
        Fraction(result.P95Milliseconds),
        Fraction(result.P99Milliseconds),
        Fraction(result.CpuMicrosecondsPerUnit),
        Fraction(result.CpuSeconds * 100 / result.Seconds),
        Fraction(result.MemoryPerSession),
        Count(result.Sent),
        Count(result.Lost),
        Count(result.Repeated),
        Count(result.Reordered),
    ];

    public static void WriteProblems(string server, RunResult result)
    {
        foreach (IGrouping<string, string> failure in result.Failures.GroupBy(text => text, StringComparer.Ordinal))
        {
            Console.Error.WriteLine($"{server}, {result.Pattern}: {failure.Count()} x {failure.Key}");
        }
    }

    public static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Fraction(double? value) => value?.ToString("N2", CultureInfo.InvariantCulture) ?? Nothing;
}
