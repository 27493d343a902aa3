namespace Bosh.FaultProxy.Faults;

/// <summary>Which way bytes go.</summary>
internal enum Direction
{
    /// <summary>To the server: requests.</summary>
    Up,

    /// <summary>To the client: answers.</summary>
    Down,
}
