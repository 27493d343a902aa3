namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// Says when it is time for a space, because nothing was sent for a while (RFC 6120, section 4.6.1). Has one timer, from <see cref="Start"/> to the end,
/// which fires once in each interval and looks back: sending costs no more than to note the time.
/// </summary>
internal sealed class WhitespaceKeepAlive : IDisposable
{
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Action _send;
    private long _lastSent;
    private ITimer? _timer;

    public WhitespaceKeepAlive(TimeSpan interval, TimeProvider time, Action send)
    {
        _interval = interval;
        _time = time;
        _send = send;
    }

    /// <summary>Begins. Only to be called once, and not before white space is allowed.</summary>
    public void Start()
    {
        OnSent();
        _timer = _time.CreateTimer(static self => ((WhitespaceKeepAlive)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something was sent. May come from any thread.</summary>
    public void OnSent() => Volatile.Write(ref _lastSent, _time.GetTimestamp());

    public void Dispose() => _timer?.Dispose();

    private void OnTimer()
    {
        TimeSpan left = _interval - _time.GetElapsedTime(Volatile.Read(ref _lastSent));
        if (left <= TimeSpan.Zero)
        {
            _send();
            OnSent();
            left = _interval;
        }

        _timer!.Change(left, Timeout.InfiniteTimeSpan);
    }
}
