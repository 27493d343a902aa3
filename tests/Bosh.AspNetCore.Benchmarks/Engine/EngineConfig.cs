using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using Perfolizer.Horology;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>
/// How the benchmarks of the XML engine measure: many short runs, of which the best says most, because a machine that others use too disturbs
/// the rest.
/// </summary>
public sealed class EngineConfig : ManualConfig
{
    /// <summary>Made by the runner.</summary>
    public EngineConfig()
    {
        AddJob(Job.Default
            .WithGcServer(value: false)
            .WithWarmupCount(60)
            .WithIterationTime(TimeInterval.FromMilliseconds(10))
            .WithIterationCount(100));
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Min, new ThroughputColumn(), new SpeedupColumn());
        HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Ratio, Column.AllocRatio, Column.Median, Column.Gen0, Column.Gen1, Column.Gen2);
    }
}
