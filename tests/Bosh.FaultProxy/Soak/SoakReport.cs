using System.Globalization;
using System.Text;
using Bosh.FaultProxy.Faults;

namespace Bosh.FaultProxy.Soak;

/// <summary>The sum of many sessions. Guarded by itself.</summary>
internal sealed class SoakReport
{
    private readonly List<SoakResult> _failed = [];
    private long _sessions;
    private long _broken;
    private long _unbound;
    private long _repeats;
    private long _lost;
    private long _repeated;
    private long _reordered;
    private long _bounced;

    /// <summary>The sessions in which something went wrong.</summary>
    public IReadOnlyList<SoakResult> Failed
    {
        get
        {
            lock (_failed)
            {
                return [.. _failed];
            }
        }
    }

    /// <summary>The messages that came to servers.</summary>
    public long Up { get; private set; }

    /// <summary>The messages that came to clients.</summary>
    public long Down { get; private set; }

    public FaultCounts ClientFaults { get; } = new();

    public FaultCounts ServerFaults { get; } = new();

    public long Sessions => Interlocked.Read(ref _sessions);

    public void Add(SoakResult result)
    {
        lock (_failed)
        {
            _sessions++;
            _broken += result.IsBroken ? 1 : 0;
            _unbound += result.IsBound ? 0 : 1;
            Up += result.Up;
            Down += result.Down;
            _repeats += result.Repeats;
            _lost += result.Lost;
            _repeated += result.Repeated;
            _reordered += result.Reordered;
            _bounced += result.Bounced;
            ClientFaults.Add(result.ClientFaults);
            ServerFaults.Add(result.ServerFaults);
            if (result.Defects.Count > 0)
            {
                _failed.Add(result);
            }
        }
    }

    public override string ToString()
    {
        lock (_failed)
        {
            var text = new StringBuilder();
            CultureInfo culture = CultureInfo.InvariantCulture;
            text.AppendLine(culture, $"sessions          {_sessions}, of which {_broken} lost their server by a fault ({_unbound} before they were bound)");
            text.AppendLine(culture, $"messages          {Up} up, {Down} down; {_repeats} requests were repeated");
            text.AppendLine(culture, $"faults, clients   {ClientFaults}");
            text.AppendLine(culture, $"faults, servers   {ServerFaults}");
            text.AppendLine(culture, $"messages wrong    {_lost} lost, {_repeated} repeated, {_reordered} reordered, {_bounced} bounced though delivered");
            text.Append(culture, $"sessions wrong    {_failed.Count}");
            return text.ToString();
        }
    }
}
