using System.Collections.Concurrent;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Keeps what an app logs at level Warning and above: a test ends with none of it.</summary>
internal sealed class LogCollector : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _troubles = new();

    public IReadOnlyCollection<string> Troubles => _troubles;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _troubles);

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Logger : ILogger
    {
        private readonly string _category;
        private readonly ConcurrentQueue<string> _troubles;

        public Logger(string category, ConcurrentQueue<string> troubles)
        {
            _category = category;
            _troubles = troubles;
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                _troubles.Enqueue($"{logLevel} {_category}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
