namespace Bosh.AspNetCore.Sessions;

/// <summary>Where a rid stands to those that have been seen.</summary>
internal enum RidPlace : byte
{
    /// <summary>Before the next: it has been processed.</summary>
    Past,

    /// <summary>The one that is to be processed next.</summary>
    Next,

    /// <summary>After the next, within the window.</summary>
    Early,

    /// <summary>Beyond the window.</summary>
    Outside,
}
