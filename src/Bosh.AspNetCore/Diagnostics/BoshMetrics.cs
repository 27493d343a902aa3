using System.Diagnostics.Metrics;

namespace Bosh.AspNetCore.Diagnostics;

/// <summary>
/// The meter <c>Bosh.AspNetCore</c>. Requests are held on purpose, so they are taken out of the app's own request durations and measured
/// here, the time that they were held apart from the time that we took.
/// </summary>
internal sealed class BoshMetrics
{
    private readonly UpDownCounter<long> _active;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _held;
    private readonly Histogram<double> _processing;

    public BoshMetrics(IMeterFactory factory)
    {
        Meter meter = factory.Create("Bosh.AspNetCore");
        _active = meter.CreateUpDownCounter<long>("bosh.sessions.active", "{session}", "Sessions that have not ended.");
        _ended = meter.CreateCounter<long>("bosh.sessions.ended", "{session}", "Sessions that have ended, by reason.");
        _held = meter.CreateHistogram<double>("bosh.request.hold.duration", "s", "How long requests waited for something to say.");
        _processing = meter.CreateHistogram<double>("bosh.request.processing.duration", "s", "How long we took to read and answer a request.");
    }

    public void SessionStarted() => _active.Add(1);

    public void SessionEnded(string reason)
    {
        _active.Add(-1);
        if (_ended.Enabled)
        {
            _ended.Add(1, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    public void RequestAnswered(TimeSpan held, TimeSpan processing)
    {
        _held.Record(held.TotalSeconds);
        _processing.Record(processing.TotalSeconds);
    }
}
