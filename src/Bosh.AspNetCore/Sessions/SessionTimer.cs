using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The one timer of a session. Deadlines move later with each request, so it is only set anew for an earlier one: when it fires too soon,
/// the session says when to fire again.
/// </summary>
internal sealed partial class SessionTimer : ISessionTimer
{
    private readonly SessionClock _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;

    /// <summary>When it will fire. Guarded by the session's lock.</summary>
    private TimeSpan _firesAt = TimeSpan.MaxValue;

    public SessionTimer(SessionClock clock, ILogger logger)
    {
        _clock = clock;
        _logger = logger;
        _timer = clock.CreateTimer(_ => OnFired());
    }

    /// <summary>The session to be woken. Set once, before the first arming.</summary>
    public BoshSession? Session { get; set; }

    public void Arm(TimeSpan? at)
    {
        if (at is TimeSpan time && time < _firesAt)
        {
            _firesAt = time;
            TimeSpan delay = time - _clock.Now;
            _timer.Change(delay < TimeSpan.Zero ? TimeSpan.Zero : delay + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>It has fired: the next arming sets it anew. Called under the session's lock.</summary>
    public void Fired() => _firesAt = TimeSpan.MaxValue;

    public void Dispose() => _timer.Dispose();

    /// <summary>An exception that leaves a timer ends the process: a fault in one session must not end the others.</summary>
    private void OnFired()
    {
        try
        {
            Session?.Tick(_clock.Now);
        }
        catch (Exception error)
        {
            Log.Fault(_logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Error, "A session could not be looked after. This is a fault of the connection manager.")]
        public static partial void Fault(ILogger logger, Exception error);
    }
}
