using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>How many times as fast as the baseline, comparing the best runs of both.</summary>
public sealed class SpeedupColumn : IColumn
{
    /// <inheritdoc/>
    public string Id => nameof(SpeedupColumn);

    /// <inheritdoc/>
    public string ColumnName => "Times";

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Custom;

    /// <inheritdoc/>
    public int PriorityInCategory => 1;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <inheritdoc/>
    public string Legend => "How many times as fast as the baseline, in the best run of each";

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        BenchmarkCase? baseline = summary.BenchmarksCases.FirstOrDefault(
            other => other.Descriptor.Baseline
                && other.Descriptor.Type == benchmarkCase.Descriptor.Type
                && string.Equals(other.Parameters.DisplayInfo, benchmarkCase.Parameters.DisplayInfo, StringComparison.Ordinal));
        return baseline is not null && summary[baseline]?.ResultStatistics is { } theirs && summary[benchmarkCase]?.ResultStatistics is { } ours
            ? (theirs.Min / ours.Min).ToString("N1", CultureInfo.InvariantCulture)
            : "";
    }
}
