namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>One run of a comparison.</summary>
internal sealed record ComparedRun(string Server, int Round, RunResult Result);
