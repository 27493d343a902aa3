namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>What a run has measured.</summary>
internal sealed record RunResult
{
    public required string Pattern { get; init; }

    public required int Sessions { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Round trips, messages of a flood, or sessions that were set up, in the time that was measured.</summary>
    public required long Units { get; init; }

    public double UnitsPerSecond => Units / Seconds;

    /// <summary>The time of a round trip, or of a set-up; null for floods, where there is none.</summary>
    public required double? P50Milliseconds { get; init; }

    public required double? P95Milliseconds { get; init; }

    public required double? P99Milliseconds { get; init; }

    /// <summary>CPU time of the processes; null when none was named.</summary>
    public required double? CpuSeconds { get; init; }

    public double? CpuMicrosecondsPerUnit => Units == 0 ? null : CpuSeconds * 1e6 / Units;

    /// <summary>
    /// Memory of the processes in KiB without sessions, with all of them, and, where the server can be asked, after a collection. Only for
    /// <c>idle</c>.
    /// </summary>
    public required long? MemoryBefore { get; init; }

    public required long? MemoryWithSessions { get; init; }

    public required long? MemoryAfterCollection { get; init; }

    /// <summary>The last of the two figures above, less what was there before, for each session.</summary>
    public double? MemoryPerSession => ((MemoryAfterCollection ?? MemoryWithSessions) - MemoryBefore) / (double)Sessions;

    public required long Sent { get; init; }

    public required long Lost { get; init; }

    public required long Repeated { get; init; }

    public required long Reordered { get; init; }

    /// <summary>What ended sessions before their time.</summary>
    public required string[] Failures { get; init; }

    public bool IsCorrect => Lost == 0 && Repeated == 0 && Reordered == 0 && Failures.Length == 0;
}
