namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The one timer of a session. Deadlines move later with each request, so it is only set anew for an earlier one: when it fires too soon,
/// the session says when to fire again.
/// </summary>
internal sealed class SessionTimer : ISessionTimer
{
    private readonly SessionClock _clock;
    private readonly ITimer _timer;

    /// <summary>When it will fire. Guarded by the session's lock.</summary>
    private TimeSpan _firesAt = TimeSpan.MaxValue;

    public SessionTimer(SessionClock clock)
    {
        _clock = clock;
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

    private void OnFired() => Session?.Tick(_clock.Now);
}
