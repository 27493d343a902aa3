using System.Globalization;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Numbering;

namespace Bosh.FaultProxy.Soak;

/// <summary>What came of one session.</summary>
internal sealed class SoakResult
{
    private readonly List<string> _defects = [];

    public required SoakScript Script { get; init; }

    public required FaultCounts ClientFaults { get; init; }

    public required FaultCounts ServerFaults { get; init; }

    /// <summary>Whether the client came through the login.</summary>
    public bool IsBound { get; set; }

    /// <summary>Whether the connection to the server was broken by a fault.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The different messages that the server got.</summary>
    public long Up { get; set; }

    /// <summary>The different messages that the client got.</summary>
    public long Down { get; set; }

    /// <summary>The requests that the client sent again.</summary>
    public long Repeats { get; set; }

    public long Lost { get; private set; }

    public long Repeated { get; private set; }

    public long Reordered { get; private set; }

    /// <summary>Messages that the client got and whose sender was told that it did not.</summary>
    public long Bounced { get; private set; }

    /// <summary>What happened, in words.</summary>
    public IReadOnlyList<string> History { get; set; } = [];

    /// <summary>What the connection manager did wrong, in words.</summary>
    public IReadOnlyList<string> Defects => _defects;

    public void Add(string defect) => _defects.Add(defect);

    public void Check(string direction, SequenceCheck numbers)
    {
        Repeated += numbers.Repeated;
        Reordered += numbers.Reordered;
        CheckLost(direction, numbers.Missing);
        if (numbers.Repeated > 0 || numbers.Reordered > 0)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{direction}: {numbers.Repeated} repeated, {numbers.Reordered} reordered."));
        }
    }

    public void CheckLost(string direction, long lost)
    {
        Lost += lost;
        if (lost > 0)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{direction}: {lost} lost."));
        }
    }

    public void CheckBounced(long bounced)
    {
        Bounced += bounced;
        if (bounced > 0)
        {
            Add(string.Create(CultureInfo.InvariantCulture, $"{bounced} went back to the sender though they were delivered."));
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"session {Script.Seed}: {string.Join(' ', _defects)}");
}
