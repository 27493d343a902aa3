using System.Numerics;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>Counts of latencies in microseconds, in buckets that are exact to one part in 128.</summary>
internal sealed class LatencyHistogram
{
    private const int SubBuckets = 128;
    private const int SubBucketBits = 7;

    /// <summary>Room for anything up to 2^31 microseconds, a little more than half an hour.</summary>
    private readonly long[] _counts = new long[(31 - SubBucketBits + 1) * SubBuckets];

    public void Add(TimeSpan latency)
    {
        uint microseconds = (uint)Math.Clamp(latency.TotalMicroseconds, 0, int.MaxValue);
        Interlocked.Increment(ref _counts[IndexOf(microseconds)]);
    }

    /// <summary>The latency that so large a part of all stays below, in milliseconds; null when there is none.</summary>
    public double? Percentile(double part)
    {
        long below = Math.Max(1, (long)Math.Ceiling(_counts.Sum() * part));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= below)
            {
                return ValueOf(i) / 1000.0;
            }
        }

        return null;
    }

    private static int IndexOf(uint value)
    {
        int shift = Math.Max(0, BitOperations.Log2(value) - SubBucketBits);
        return (shift * SubBuckets) + (int)(value >> shift);
    }

    private static long ValueOf(int index)
    {
        int shift = Math.Max(0, (index / SubBuckets) - 1);
        return (long)(index - (shift * SubBuckets)) << shift;
    }
}
