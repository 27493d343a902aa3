using System.Net;

namespace Bosh.AspNetCore.Upstream;

/// <summary>What of the machine's network connecting needs.</summary>
internal interface INetwork
{
    /// <summary>Finds the addresses of a name, those first that the machine thinks best.</summary>
    Task<IPAddress[]> LookUpAsync(string name, CancellationToken cancellation);

    /// <summary>Connects over TCP.</summary>
    ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellation);
}
