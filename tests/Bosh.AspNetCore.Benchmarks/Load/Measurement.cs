using System.Diagnostics;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>What all sessions of a run count together, and the word that they shall stop.</summary>
internal sealed class Measurement
{
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _units;
    private long _seen;
    private volatile bool _isMeasuring;
    private volatile bool _isStopping;

    public static long Now => Stopwatch.GetTimestamp();

    public LatencyHistogram Latencies { get; } = new();

    public long Units => Interlocked.Read(ref _units);

    /// <summary>The same, whenever it was.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    public bool IsStopping => _isStopping;

    public Task Stopping => _stopping.Task;

    public void Begin() => _isMeasuring = true;

    public void End() => _isMeasuring = false;

    public void Stop()
    {
        _isStopping = true;
        _stopping.TrySetResult();
    }

    /// <summary>A round trip has ended.</summary>
    public void Count(long startedAt)
    {
        Interlocked.Increment(ref _seen);
        if (_isMeasuring)
        {
            Latencies.Add(Stopwatch.GetElapsedTime(startedAt));
            Interlocked.Increment(ref _units);
        }
    }

    /// <summary>Messages have arrived.</summary>
    public void Add(int count)
    {
        Interlocked.Add(ref _seen, count);
        if (_isMeasuring)
        {
            Interlocked.Add(ref _units, count);
        }
    }
}
