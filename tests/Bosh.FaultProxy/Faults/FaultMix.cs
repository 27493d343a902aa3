namespace Bosh.FaultProxy.Faults;

/// <summary>How often random plans have each kind of fault: percent of the HTTP messages or, without HTTP, of the blocks of some bytes.</summary>
internal sealed class FaultMix
{
    private readonly Dictionary<FaultKind, int> _percents = [];

    /// <summary>The longest delay, in milliseconds. A stall, or a close that is learned late, may take ten times as long.</summary>
    public int LongestDelay { get; init; } = 50;

    public int this[FaultKind kind]
    {
        get => _percents.GetValueOrDefault(kind);
        init => _percents[kind] = value;
    }

    /// <summary>Every kind that there is for a protocol, each so often.</summary>
    public static FaultMix All(int percent, bool isHttp) => Of(KindsFor(isHttp).ToDictionary(kind => kind, _ => percent));

    public static FaultMix Of(IEnumerable<KeyValuePair<FaultKind, int>> percents, int longestDelay = 50)
    {
        var mix = new FaultMix { LongestDelay = longestDelay };
        foreach ((FaultKind kind, int percent) in percents)
        {
            mix._percents[kind] = percent;
        }

        return mix;
    }

    /// <summary>The kinds of faults that connections of a protocol can have.</summary>
    public static IEnumerable<FaultKind> KindsFor(bool isHttp)
        => Enum.GetValues<FaultKind>().Where(kind => isHttp || kind is not (FaultKind.Twice or FaultKind.Reorder));
}
