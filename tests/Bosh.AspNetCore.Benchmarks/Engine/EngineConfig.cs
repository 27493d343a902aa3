using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Reports;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>What the benchmarks of the XML engine measure: on a machine that others use too, the best run says most.</summary>
public sealed class EngineConfig : ManualConfig
{
    /// <summary>Made by the runner.</summary>
    public EngineConfig()
    {
        AddDiagnoser(MemoryDiagnoser.Default);
        AddColumn(StatisticColumn.Min, new ThroughputColumn(), new SpeedupColumn());
        HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Gen0, Column.Gen1, Column.Gen2);
        WithSummaryStyle(SummaryStyle.Default.WithRatioStyle(RatioStyle.Value));
    }
}
