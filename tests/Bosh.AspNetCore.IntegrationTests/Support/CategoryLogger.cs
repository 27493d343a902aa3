namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Writes to a <see cref="LogRecorder"/>.</summary>
internal sealed class CategoryLogger : ILogger
{
    private readonly LogRecorder _recorder;
    private readonly string _category;

    public CategoryLogger(LogRecorder recorder, string category)
    {
        _recorder = recorder;
        _category = category;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => _recorder.Add(new LogEntry(logLevel, _category, $"{formatter(state, exception)} {exception}"));
}
