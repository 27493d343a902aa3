using System.Globalization;

namespace Bosh.FaultProxy.Faults;

/// <summary>How many faults of each kind have been made. Any thread may count.</summary>
internal sealed class FaultCounts
{
    private static readonly FaultKind[] Kinds = Enum.GetValues<FaultKind>();

    private readonly long[] _counts = new long[Kinds.Length];

    public long this[FaultKind kind] => Interlocked.Read(ref _counts[(int)kind]);

    public long Total => Kinds.Sum(kind => this[kind]);

    public void Add(FaultKind kind) => Interlocked.Increment(ref _counts[(int)kind]);

    public void Add(FaultCounts others)
    {
        foreach (FaultKind kind in Kinds)
        {
            Interlocked.Add(ref _counts[(int)kind], others[kind]);
        }
    }

    public override string ToString()
        => string.Join(", ", Kinds.Where(kind => this[kind] > 0)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{this[kind]} {Fault.NameOf(kind)}")));
}
