using System.Globalization;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>What processes have used, as Linux counts it.</summary>
internal static class ProcessUse
{
    /// <summary>The unit of time in /proc/PID/stat: a hundredth of a second on every Linux that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>User and system time, from /proc/PID/stat, in seconds.</summary>
    public static double? CpuSeconds(int[] processIds) => processIds.Length == 0 ? null : processIds.Sum(CpuSeconds);

    /// <summary>The memory that is theirs, pages that are shared counted in part, in KiB.</summary>
    public static long? Memory(int[] processIds) => processIds.Length == 0 ? null : processIds.Sum(Memory);

    private static double CpuSeconds(int processId)
    {
        string stat = Read(processId, "stat");

        // The name of the program, in parentheses, may have spaces; the numbers after it begin with the third field.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        const int userTime = 14 - 3;
        return (Number(fields[userTime]) + Number(fields[userTime + 1])) / TicksPerSecond;
    }

    private static long Memory(int processId)
    {
        try
        {
            return Line(Read(processId, "smaps_rollup"), "Pss:");
        }
        catch (LoadException)
        {
            // The process of another user.
            return Line(Read(processId, "status"), "VmRSS:");
        }
    }

    private static string Read(int processId, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LoadException($"Process {processId} cannot be measured: {e.Message}", e);
        }
    }

    /// <summary>A line such as <c>Pss:   1234 kB</c>.</summary>
    private static long Line(string text, string name)
    {
        string line = text.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal));
        return Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
