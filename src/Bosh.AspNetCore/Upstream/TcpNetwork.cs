using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.Upstream;

/// <summary>The network of this machine.</summary>
internal sealed class TcpNetwork : INetwork
{
    public Task<IPAddress[]> LookUpAsync(string name, CancellationToken cancellation) => Dns.GetHostAddressesAsync(name, cancellation);

    public async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
