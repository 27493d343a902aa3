using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary><c>load stub</c>: an XMPP server that is faster than any, so that what is measured is what stands in front of it.</summary>
internal static class StubServer
{
    private const int Backlog = 4096;

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        int port = arguments.Number("port", 0);
        string domain = arguments.Text("domain") ?? Defaults.Domain;
        arguments.RefuseUnknown();

        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(Backlog);
        Listening.Announce(((IPEndPoint)listener.LocalEndPoint!).Port);
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync(cancellationToken);
                socket.NoDelay = true;
                _ = new StubConnection(socket, domain).RunAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // It shall stop.
        }
    }
}
