using Bosh.AspNetCore.Benchmarks.Load;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class MeasurementTests
{
    [Fact]
    public void Only_what_happens_while_it_is_measured_counts()
    {
        var measurement = new Measurement();
        measurement.Count(Measurement.Now);
        measurement.Add(1000);
        Assert.Null(measurement.Latencies.Percentile(1));

        measurement.Begin();
        measurement.Count(Measurement.Now);
        measurement.Add(10);
        measurement.End();
        measurement.Count(Measurement.Now);
        measurement.Add(1000);

        Assert.Equal((11, 2013), (measurement.Units, measurement.Seen));
        Assert.NotNull(measurement.Latencies.Percentile(1));
    }

    [Fact]
    public void The_word_to_stop_is_heard_by_who_asks_and_by_who_waits()
    {
        var measurement = new Measurement();
        Assert.False(measurement.IsStopping || measurement.Stopping.IsCompleted);

        measurement.Stop();
        Assert.True(measurement.IsStopping && measurement.Stopping.IsCompleted);
    }
}
