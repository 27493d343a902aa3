using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Chooses TCP ports for servers that cannot choose one themselves.</summary>
internal static class FreePort
{
    // Below the ports that the system gives to outgoing connections, so that none of those takes it meanwhile.
    private const int First = 20_000;
    private const int Last = 32_000;

    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}
