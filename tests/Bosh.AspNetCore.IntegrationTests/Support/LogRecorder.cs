using System.Collections.Concurrent;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>
/// Keeps all that an app logs. A warning of ours that a test did not announce fails it, and so does any error.
/// </summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();
    private readonly ConcurrentQueue<string> _expected = new();
    private readonly ConcurrentQueue<string> _tolerated = new();
    private volatile bool _isOver;

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    /// <summary>Announces a warning by a part of its text. It must come, once or more often.</summary>
    public void Expect(string part) => _expected.Enqueue(part);

    /// <summary>Announces a warning by a part of its text. It may come or not, as the network will have it.</summary>
    public void Tolerate(string part) => _tolerated.Enqueue(part);

    /// <summary>From now on nothing is a trouble but errors: the test is over, and breaks off what is left.</summary>
    public void StopExpecting() => _isOver = true;

    public void AssertAsExpected()
    {
        var troubles = _entries.Where(IsTrouble).ToList();
        Assert.True(troubles.TrueForAll(IsExpected), string.Join('\n', troubles.Where(entry => !IsExpected(entry))));
        Assert.All(_expected, part => Assert.Contains(troubles, entry => entry.Text.Contains(part, StringComparison.Ordinal)));
    }

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Add(LogEntry entry)
    {
        if (!_isOver || entry.Level >= LogLevel.Error)
        {
            _entries.Enqueue(entry);
        }
    }

    public void Dispose()
    {
    }

    // Other warnings are about the machine: slow heartbeats, starved thread pools.
    private static bool IsTrouble(LogEntry entry) =>
        entry.Level >= LogLevel.Error || (entry.Level == LogLevel.Warning && entry.Category.StartsWith("Bosh.", StringComparison.Ordinal));

    private bool IsExpected(LogEntry entry) => _expected.Concat(_tolerated).Any(part => entry.Text.Contains(part, StringComparison.Ordinal));
}
