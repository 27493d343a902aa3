using System.Collections.Concurrent;
using System.Diagnostics;
using Bosh.AspNetCore.Benchmarks.Load.Client;
using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>
/// One run: 1 the limits, and the memory before, 2 the sessions are opened, 3 the pattern runs unmeasured, 4 measured, 5 the memory with the
/// sessions, 6 all that is under way is waited for, 7 what was sent is compared with what has come.
/// </summary>
internal sealed class LoadRun
{
    /// <summary>How many sessions are opened at a time. More would wait for each other.</summary>
    private const int Openers = 16;

    /// <summary>How many times <see cref="RunOptions.DrainTimeout"/> all may take that comes at the end: who repeats himself may never end.</summary>
    private const int MostDrainTimeouts = 10;

    /// <summary>How long sessions come and go before the memory without sessions is measured.</summary>
    private static readonly TimeSpan BaseTime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly RunOptions _options;
    private readonly IPattern _pattern;
    private readonly Measurement _measurement = new();
    private readonly ConcurrentBag<LoadSession> _sessions = [];
    private readonly ConcurrentBag<string> _failures = [];
    private volatile bool _hasGivenUp;

    private LoadRun(RunOptions options)
    {
        _options = options;
        _pattern = PatternNames.Create(options);
    }

    public static async Task<RunResult> RunAsync(RunOptions options, CancellationToken cancellationToken)
    {
        var run = new LoadRun(options);
        try
        {
            return await run.RunAsync(cancellationToken);
        }
        finally
        {
            run.Abort();
        }
    }

    private async Task<RunResult> RunAsync(CancellationToken cancellationToken)
    {
        // 1
        OpenFiles.Check(_options, _pattern.NeedsPeer);
        bool isIdle = _options.Pattern == PatternKind.Idle;
        long? memoryBefore = isIdle ? await MeasureBaseAsync(cancellationToken) : null;

        // 2
        await OpenAsync(cancellationToken);

        // 3
        Task all = Task.WhenAll(_sessions.Select(session => Task.Run(() => DriveAsync(session), CancellationToken.None)));
        await DelayAsync("warm-up", _options.WarmUp, all, cancellationToken);

        // 4
        double? cpuBefore = ProcessUse.CpuSeconds(_options.ProcessIds);
        long startedAt = Stopwatch.GetTimestamp();
        _measurement.Begin();
        await DelayAsync("measured", _options.Duration, all, cancellationToken);
        _measurement.End();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(startedAt);
        double? cpu = ProcessUse.CpuSeconds(_options.ProcessIds) - cpuBefore;

        // 5
        long? memoryWithSessions = isIdle ? ProcessUse.Memory(_options.ProcessIds) : null;
        bool isCollected = isIdle && await GarbageCollection.TryRequestAsync(_options.Url, cancellationToken);
        long? memoryAfterCollection = isCollected ? ProcessUse.Memory(_options.ProcessIds) : null;

        // 6
        _measurement.Stop();
        await DrainAsync(all, cancellationToken);

        // 7
        return new RunResult
        {
            Pattern = PatternNames.Of(_options.Pattern),
            Sessions = _options.Sessions,
            Seconds = elapsed.TotalSeconds,
            Units = _measurement.Units,
            P50Milliseconds = _measurement.Latencies.Percentile(0.50),
            P95Milliseconds = _measurement.Latencies.Percentile(0.95),
            P99Milliseconds = _measurement.Latencies.Percentile(0.99),
            CpuSeconds = cpu,
            MemoryBefore = memoryBefore,
            MemoryWithSessions = memoryWithSessions,
            MemoryAfterCollection = memoryAfterCollection,
            Sent = _sessions.Sum(session => session.Expected + session.Pushed),
            Lost = _sessions.Sum(session => session.Expected - session.Incoming.Taken + session.Pushed - (session.Swallowed ?? 0)),
            Repeated = _sessions.Sum(session => session.Incoming.Repeated + session.SwallowedRepeated),
            Reordered = _sessions.Sum(session => session.Incoming.Reordered + session.SwallowedReordered),
            Failures = [.. _failures],
        };
    }

    /// <summary>The memory of a server that has had sessions, and has none: code that was compiled for the first ones is not theirs.</summary>
    private async Task<long?> MeasureBaseAsync(CancellationToken cancellationToken)
    {
        if (_options.ProcessIds.Length == 0)
        {
            return null;
        }

        RunOptions first = _options with { Pattern = PatternKind.SetUp, Sessions = 1, Duration = TimeSpan.Zero, WarmUp = BaseTime, ProcessIds = [] };
        await RunAsync(first, cancellationToken);
        await GarbageCollection.TryRequestAsync(_options.Url, cancellationToken);
        return ProcessUse.Memory(_options.ProcessIds);
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        SessionFactory factory = await SessionFactory.CreateAsync(_options, cancellationToken);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(OpenTimeout);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Openers, CancellationToken = timeout.Token };
        try
        {
            await Parallel.ForAsync(0, _options.Sessions, parallel, async (_, stop) =>
            {
                LoadSession session = await factory.ConnectAsync(stop);
                _sessions.Add(session);
                if (_pattern.NeedsOpenSession)
                {
                    using CancellationTokenRegistration abort = stop.UnsafeRegister(static state => ((LoadSession)state!).Dispose(), session);
                    await session.OpenAsync();
                }

                if (_pattern.NeedsPeer)
                {
                    session.Peer = await XmppPeer.OpenAsync(_options.Peer!, _options.Domain, stop);
                }
            });
        }
        catch (Exception error) when (error is not LoadException && !cancellationToken.IsCancellationRequested)
        {
            throw new LoadException($"{_sessions.Count} of {_options.Sessions} sessions came up to their opening: {error.Message}", error);
        }
    }

    private async Task DriveAsync(LoadSession session)
    {
        try
        {
            await _pattern.RunAsync(session, _measurement);
        }
        catch (Exception error)
        {
            _failures.Add(_hasGivenUp ? "What was under way did not come." : error.Message);
        }
    }

    /// <summary>Lets the load run, and says now and then that it does.</summary>
    private async Task DelayAsync(string phase, TimeSpan time, Task all, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        long units = _measurement.Units;
        for (TimeSpan left = time; left > TimeSpan.Zero && !all.IsCompleted; left = time - Stopwatch.GetElapsedTime(startedAt))
        {
            TimeSpan pause = left < ProgressInterval ? left : ProgressInterval;
            await Task.WhenAny(all, Task.Delay(pause, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (time > ProgressInterval)
            {
                long now = _measurement.Units;
                TimeSpan done = Stopwatch.GetElapsedTime(startedAt);
                await Console.Error.WriteLineAsync(
                    $"{PatternNames.Of(_options.Pattern)}, {phase}: {done.TotalSeconds:N0} of {time.TotalSeconds:N0} s, "
                    + $"{(now - units) / pause.TotalSeconds:N0}/s, {_failures.Count} sessions failed");
                units = now;
            }
        }
    }

    /// <summary>Waits for all that is under way, as long as something comes.</summary>
    private async Task DrainAsync(Task all, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        long cameAt = startedAt;
        long reportedAt = startedAt;
        long seen = _measurement.Seen;
        while (!all.IsCompleted
            && Stopwatch.GetElapsedTime(cameAt) < _options.DrainTimeout
            && Stopwatch.GetElapsedTime(startedAt) < _options.DrainTimeout * MostDrainTimeouts)
        {
            await Task.WhenAny(all, Task.Delay(_options.DrainTimeout / 10, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (_measurement.Seen != seen)
            {
                seen = _measurement.Seen;
                cameAt = Stopwatch.GetTimestamp();
            }

            if (Stopwatch.GetElapsedTime(reportedAt) > ProgressInterval)
            {
                reportedAt = Stopwatch.GetTimestamp();
                await Console.Error.WriteLineAsync($"{PatternNames.Of(_options.Pattern)}: waiting for what is under way");
            }
        }

        if (!all.IsCompleted)
        {
            // Whoever still waits is told by the sockets.
            _hasGivenUp = true;
            Abort();
        }

        await all;
    }

    private void Abort()
    {
        foreach (LoadSession session in _sessions)
        {
            session.Dispose();
        }
    }
}
