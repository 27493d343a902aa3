namespace Bosh.AspNetCore.Sessions;

/// <summary>The time that sessions live by: monotonic, from an arbitrary start.</summary>
internal sealed class SessionClock
{
    private readonly TimeProvider _time;

    public SessionClock(TimeProvider time)
    {
        _time = time;
    }

    public TimeSpan Now => _time.GetElapsedTime(0);

    public ITimer CreateTimer(TimerCallback callback) => _time.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
