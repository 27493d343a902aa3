using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>TCP ports of 127.0.0.1, for programs that have to be told theirs.</summary>
internal static class LoopbackPort
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <returns>A port that nobody listens at.</returns>
    public static int Free()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static Uri UrlOf(int port, string path) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}{path}"));

    /// <summary>Completes when somebody listens, or when it is cancelled.</summary>
    public static async Task IsOpenAsync(int port, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
