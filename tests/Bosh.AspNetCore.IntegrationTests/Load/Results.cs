using Bosh.AspNetCore.Benchmarks.Load;

namespace Bosh.AspNetCore.IntegrationTests.Load;

/// <summary>A result in which all is well, to be changed.</summary>
internal static class Results
{
    public static RunResult Fine { get; } = new()
    {
        Pattern = "parked",
        Sessions = 10,
        Seconds = 2,
        Units = 100,
        P50Milliseconds = 1,
        P95Milliseconds = 2,
        P99Milliseconds = 3,
        CpuSeconds = 0.5,
        MemoryBefore = 1000,
        MemoryWithSessions = 3000,
        MemoryAfterCollection = null,
        Sent = 100,
        Lost = 0,
        Repeated = 0,
        Reordered = 0,
        Failures = [],
    };
}
