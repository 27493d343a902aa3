using Bosh.FaultProxy.Faults;

namespace Bosh.FaultProxy.Proxy;

/// <summary>What a fault in one direction does to the connection as a whole.</summary>
internal interface IFaultTarget
{
    /// <summary>Cancelled when the connection breaks.</summary>
    CancellationToken Broken { get; }

    /// <summary>Completes when the connection is not stalled.</summary>
    Task Flowing { get; }

    /// <summary>Lets nothing pass for a time.</summary>
    void Stall(TimeSpan time);

    /// <summary>Ends the connection on both sides.</summary>
    void Break(bool isReset);

    /// <summary>A fault has been made.</summary>
    void Struck(Fault fault);
}
