using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.Benchmarks.Load.Comparing;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class MediansTests
{
    [Theory]
    [InlineData(2.0, 1, 2, 9)]
    [InlineData(2.0, 9, 1, 2)]
    [InlineData(1.5, 1, 2)]
    [InlineData(7.0, 7)]
    public void The_median_is_the_middle_or_between_the_two(double median, params int[] milliseconds)
        => Assert.Equal(median, Of([.. milliseconds.Select(p50 => Results.Fine with { P50Milliseconds = p50 })]).P50Milliseconds);

    [Fact]
    public void Each_figure_has_a_median_of_its_own()
    {
        Medians medians = Of(
            Results.Fine with { Units = 10, P95Milliseconds = 3, P99Milliseconds = 10, CpuSeconds = 1 },
            Results.Fine with { Units = 20, P95Milliseconds = 1, P99Milliseconds = 30, CpuSeconds = 1 },
            Results.Fine with { Units = 30, P95Milliseconds = 2, P99Milliseconds = 20, CpuSeconds = 0.3 });

        Assert.Equal(("parked", "server", 10), (medians.Pattern, medians.Server, medians.Sessions));
        Assert.Equal((10.0, 2.0, 20.0), (medians.UnitsPerSecond, medians.P95Milliseconds, medians.P99Milliseconds));
        Assert.Equal((50_000.0, 50.0, 200.0), (medians.CpuMicrosecondsPerUnit, medians.CpuPercent, medians.MemoryPerSession));
    }

    [Fact]
    public void Runs_that_have_no_figure_do_not_take_part_in_its_median()
    {
        RunResult none = Results.Fine with { P50Milliseconds = null, Units = 0, CpuSeconds = null };

        Assert.Equal(5, Of(none, Results.Fine with { P50Milliseconds = 5 }).P50Milliseconds);
        Assert.Equal(50, Of(none, Results.Fine).UnitsPerSecond);
        Assert.Null(Of(none, none).P50Milliseconds);
        Assert.Null(Of(none, none).UnitsPerSecond);
        Assert.Null(Of(none, none).CpuPercent);
    }

    [Fact]
    public void What_went_wrong_once_does_not_go_under()
    {
        Medians medians = Of(
            Results.Fine with { Lost = 1, Repeated = 2 },
            Results.Fine with { Reordered = 3 },
            Results.Fine with { Failures = ["a", "b"] });

        Assert.Equal((1, 2, 3, 2), (medians.Lost, medians.Repeated, medians.Reordered, medians.Failures));
    }

    private static Medians Of(params RunResult[] runs) => Medians.Of("server", runs);
}
