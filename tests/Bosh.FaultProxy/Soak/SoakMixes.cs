using Bosh.FaultProxy.Faults;

namespace Bosh.FaultProxy.Soak;

/// <summary>How often which fault is made in a soak: often enough that faults meet, seldom enough that sessions get on.</summary>
internal static class SoakMixes
{
    /// <summary>Between clients and us: everything. Sessions survive all of it.</summary>
    public static FaultMix Clients { get; } = new()
    {
        [FaultKind.Delay] = 6,
        [FaultKind.Split] = 2,
        [FaultKind.Cut] = 5,
        [FaultKind.Reset] = 5,
        [FaultKind.HalfClose] = 3,
        [FaultKind.Stall] = 2,
        [FaultKind.LateClose] = 30,
        [FaultKind.Twice] = 5,
        [FaultKind.Reorder] = 8,
    };

    /// <summary>Between us and the server, what no session may notice.</summary>
    public static FaultMix GentleServers { get; } = new()
    {
        [FaultKind.Delay] = 4,
        [FaultKind.Split] = 2,
        [FaultKind.Stall] = 1,
        [FaultKind.LateClose] = 30,
    };

    /// <summary>Between us and the server, what ends sessions too.</summary>
    public static FaultMix BreakingServers { get; } = new()
    {
        [FaultKind.Delay] = 4,
        [FaultKind.Split] = 2,
        [FaultKind.Stall] = 1,
        [FaultKind.LateClose] = 30,
        [FaultKind.Cut] = 2,
        [FaultKind.Reset] = 1,
        [FaultKind.HalfClose] = 1,
    };

    /// <summary>Whether a fault on the way to the server ends a session.</summary>
    public static bool IsBreaking(FaultKind kind) => kind is FaultKind.Cut or FaultKind.Reset or FaultKind.HalfClose;
}
