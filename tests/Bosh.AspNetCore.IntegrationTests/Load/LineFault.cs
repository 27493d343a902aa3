namespace Bosh.AspNetCore.IntegrationTests.Load;

/// <summary>What a line does to one message.</summary>
public enum LineFault
{
    None,

    /// <summary>It does not arrive.</summary>
    Drops,

    /// <summary>It arrives twice.</summary>
    Repeats,

    /// <summary>It arrives after the next one.</summary>
    Swaps,
}
