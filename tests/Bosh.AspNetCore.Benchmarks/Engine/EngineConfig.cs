using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>
/// How the benchmarks of the XML engine measure: twenty runs of a tenth of a second. The best says most, because a machine that others use too disturbs the
/// rest; each is long enough for its share of the garbage that the platform's reader makes, and for the compiler to be done with the code.
/// </summary>
public sealed class EngineConfig : ManualConfig
{
    /// <summary>Made by the runner.</summary>
    public EngineConfig()
    {
        AddJob(Job.Default
            .WithGcServer(value: false)
            .WithWarmupCount(10)
            .WithIterationTime(TimeInterval.FromMilliseconds(100))
            .WithIterationCount(20));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Min, new ThroughputColumn(), new SpeedupColumn());
        HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Ratio, Column.AllocRatio, Column.Median, Column.Gen0, Column.Gen1, Column.Gen2);
    }
}
