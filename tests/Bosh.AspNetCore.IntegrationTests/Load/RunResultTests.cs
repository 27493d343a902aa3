using Bosh.AspNetCore.Benchmarks.Load;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class RunResultTests
{
    [Fact]
    public void Figures_are_per_second_per_unit_and_per_session()
    {
        Assert.Equal(50, Results.Fine.UnitsPerSecond);
        Assert.Equal(5000, Results.Fine.CpuMicrosecondsPerUnit);
        Assert.Equal(200, Results.Fine.MemoryPerSession);
    }

    [Fact]
    public void Memory_after_a_collection_counts_where_there_was_one()
        => Assert.Equal(-10, (Results.Fine with { MemoryAfterCollection = 900 }).MemoryPerSession);

    [Fact]
    public void What_was_not_measured_has_no_figure()
    {
        RunResult result = Results.Fine with { Units = 0, CpuSeconds = null, MemoryBefore = null };

        Assert.Null(result.CpuMicrosecondsPerUnit);
        Assert.Null(result.MemoryPerSession);
        Assert.Equal("-", ResultRow.Of("server", result)[3]);
    }

    [Fact]
    public void Anything_wrong_makes_a_result_incorrect()
    {
        Assert.True(Results.Fine.IsCorrect);
        Assert.False((Results.Fine with { Lost = 1 }).IsCorrect);
        Assert.False((Results.Fine with { Repeated = 1 }).IsCorrect);
        Assert.False((Results.Fine with { Reordered = 1 }).IsCorrect);
        Assert.False((Results.Fine with { Failures = ["gone"] }).IsCorrect);
    }

    [Fact]
    public void A_row_has_a_cell_for_every_title() => Assert.Equal(ResultRow.Titles.Length, ResultRow.Of("server", Results.Fine).Length);

    [Fact]
    public void A_table_is_words_to_the_left_and_numbers_to_the_right()
    {
        var table = new Table("pattern", "server", "n");
        table.Add("idle", "bosh", "1,000");

        Assert.Equal("| pattern | server |     n |\n|---------|--------|------:|\n| idle    | bosh   | 1,000 |\n", table.ToString());
    }
}
