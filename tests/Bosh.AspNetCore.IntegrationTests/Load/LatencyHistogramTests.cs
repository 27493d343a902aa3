using Bosh.AspNetCore.Benchmarks.Load;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class LatencyHistogramTests
{
    /// <summary>What the histogram promises.</summary>
    private const double Precision = 1.0 / 128;

    [Fact]
    public void Nothing_has_no_percentile() => Assert.Null(new LatencyHistogram().Percentile(0.5));

    [Theory]
    [InlineData(0.50, 50)]
    [InlineData(0.95, 95)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    public void Short_latencies_are_exact(double part, int microseconds)
    {
        LatencyHistogram histogram = Of(Enumerable.Range(1, 100));

        Assert.Equal(microseconds / 1000.0, histogram.Percentile(part));
    }

    [Fact]
    public void A_few_slow_ones_show_where_they_belong()
    {
        LatencyHistogram histogram = Of([.. Enumerable.Repeat(100, 98), 1_000_000, 2_000_000]);

        Assert.Equal(0.1, histogram.Percentile(0.98));
        AssertNear(1_000_000, histogram.Percentile(0.99));
        AssertNear(2_000_000, histogram.Percentile(1));
    }

    [Fact]
    public void Percentiles_are_those_of_the_sorted_latencies_to_one_part_in_128()
    {
        var random = new Random(1);
        int[] latencies = [.. Enumerable.Range(0, 10_000).Select(_ => (int)Math.Pow(10, random.NextDouble() * 9))];
        LatencyHistogram histogram = Of(latencies);
        Array.Sort(latencies);

        foreach (double part in new[] { 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1 })
        {
            AssertNear(latencies[(int)Math.Ceiling(latencies.Length * part) - 1], histogram.Percentile(part));
        }
    }

    [Fact]
    public void Every_size_has_a_bucket_of_its_own()
    {
        for (int bits = 0; bits < 31; bits++)
        {
            foreach (int microseconds in new[] { 1 << bits, (1 << bits) - 1, (1 << bits) + (1 << bits >> 1) })
            {
                AssertNear(microseconds, Of([microseconds]).Percentile(0.5));
            }
        }
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(long.MaxValue / 100, int.MaxValue)]
    public void What_is_out_of_bounds_is_counted_at_the_bound(long microseconds, int counted)
    {
        var histogram = new LatencyHistogram();
        histogram.Add(TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond));

        AssertNear(counted, histogram.Percentile(0.5));
    }

    private static LatencyHistogram Of(IEnumerable<int> microseconds)
    {
        var histogram = new LatencyHistogram();
        foreach (int latency in microseconds)
        {
            histogram.Add(TimeSpan.FromMicroseconds(latency));
        }

        return histogram;
    }

    private static void AssertNear(int microseconds, double? milliseconds)
        => Assert.InRange(milliseconds!.Value * 1000, microseconds * (1 - Precision), microseconds);
}
