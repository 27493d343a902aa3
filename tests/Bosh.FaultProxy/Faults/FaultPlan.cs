namespace Bosh.FaultProxy.Faults;

/// <summary>What is to happen to one connection. Its text is that of its faults, with semicolons between them.</summary>
internal sealed class FaultPlan
{
    private readonly Fault[] _faults;

    public FaultPlan(params IEnumerable<Fault> faults)
    {
        _faults = [.. faults.OrderBy(fault => fault.Message).ThenBy(fault => fault.Offset)];
    }

    /// <summary>The plan of a connection to which nothing happens.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>All faults, in the order of their places.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Reads the text of a plan.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static FaultPlan Parse(string text)
        => new(text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Fault.Parse));

    /// <summary>The faults that strike while bytes pass in a direction, in the order of their places.</summary>
    public IEnumerable<Fault> InPassing(Direction direction)
        => _faults.Where(fault => fault.Direction == direction && fault.Kind is not (FaultKind.LateClose or FaultKind.Twice or FaultKind.Reorder));

    /// <summary>The fault of a kind that a message as a whole is to suffer.</summary>
    public Fault? Find(FaultKind kind, int message) => Array.Find(_faults, fault => fault.Kind == kind && fault.Message == message);

    /// <summary>How late the reader of a direction learns that its writer has closed.</summary>
    public Fault? FindLateClose(Direction direction)
        => Array.Find(_faults, fault => fault.Kind == FaultKind.LateClose && fault.Direction == direction);

    public override string ToString() => string.Join("; ", _faults.AsEnumerable());
}
