using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.Upstream;

/// <summary>The network of this machine.</summary>
/// <remarks>
/// A server that is gone without a word, as when its machine loses power, is found out in two ways, each within two minutes. While we have nothing to send,
/// by TCP keep-alive: after a quiet minute, and the probes that follow it. While we have, by the user timeout (RFC 5482): what the server's machine
/// does not acknowledge for so long ends the connection; without it the operating system would try for a quarter of an hour.
/// </remarks>
internal sealed class TcpNetwork : INetwork
{
    /// <summary>How long nothing may come before the machine asks; shorter than what firewalls and address translators commonly forget idle connections after.</summary>
    private const int KeepAliveSeconds = 60;

    /// <summary>How long it waits for an answer before it asks again, and how often it asks in all: a network that is away for a moment ends nothing.</summary>
    private const int KeepAliveIntervalSeconds = 15;
    private const int KeepAliveProbes = 4;

    /// <summary>
    /// With a user timeout Linux does not count the probes: a connection ends when one is unanswered and nothing has come for as long as the timeout. One
    /// that is shorter than all of them together would have the first that is lost end a healthy connection.
    /// </summary>
    private const int UserTimeoutSeconds = KeepAliveSeconds + KeepAliveIntervalSeconds * KeepAliveProbes;

    /// <summary>TCP_USER_TIMEOUT of Linux, in milliseconds. The platform has no name for it.</summary>
    private const int TcpLevel = 6;
    private const int UserTimeoutOption = 18;

    public Task<IPAddress[]> LookUpAsync(string name, CancellationToken cancellation) => Dns.GetHostAddressesAsync(name, cancellation);

    public async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation);
            WatchPeer(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void WatchPeer(Socket socket)
    {
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            if (OperatingSystem.IsLinux())
            {
                socket.SetRawSocketOption(TcpLevel, UserTimeoutOption, BitConverter.GetBytes(UserTimeoutSeconds * 1000));
            }
        }
        catch (SocketException)
        {
            // A machine that has not all of them is no reason to have no connection.
        }
    }
}
