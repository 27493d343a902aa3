using System.Collections.Concurrent;
using Bosh.DevServer;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

/// <summary>Keeps what a server says at level Warning and above.</summary>
internal sealed class WarningRecorder : ILogger<XmppDevServer>
{
    private readonly ConcurrentQueue<string> _warnings = new();

    public IReadOnlyCollection<string> Warnings => _warnings;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        if (logLevel >= LogLevel.Warning)
        {
            _warnings.Enqueue($"{text} {exception}");
        }
    }
}
