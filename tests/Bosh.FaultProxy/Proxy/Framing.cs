namespace Bosh.FaultProxy.Proxy;

/// <summary>What a direction of a connection consists of.</summary>
internal enum Framing
{
    /// <summary>Bytes.</summary>
    None,

    /// <summary>HTTP requests.</summary>
    Requests,

    /// <summary>HTTP responses.</summary>
    Responses,
}
