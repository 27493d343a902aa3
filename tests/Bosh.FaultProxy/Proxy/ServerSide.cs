using System.Net;
using System.Net.Sockets;

namespace Bosh.FaultProxy.Proxy;

/// <summary>A connection to the server. A request that is sent twice replaces it by another.</summary>
internal sealed class ServerSide
{
    private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<ServerSide> _successor = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set once: nothing that comes is passed any more.</summary>
    private volatile bool _isForsaken;

    private ServerSide(Socket socket, Framing framing)
    {
        Socket = socket;
        Reader = new ChunkReader(socket, framing);
        LocalPort = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public Socket Socket { get; }

    public ChunkReader Reader { get; }

    /// <summary>Our port, by which the server knows the connection.</summary>
    public int LocalPort { get; }

    public bool IsForsaken => _isForsaken;

    /// <summary>Completes when something has come after the connection was forsaken.</summary>
    public Task Heard => _heard.Task;

    /// <summary>The connection that replaces this one.</summary>
    public Task<ServerSide> Successor => _successor.Task;

    public static async Task<ServerSide> ConnectAsync(EndPoint target, Framing framing, CancellationToken cancellationToken)
    {
        Socket socket = target is IPEndPoint { AddressFamily: AddressFamily family }
            ? new Socket(family, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        try
        {
            await socket.ConnectAsync(target, cancellationToken);
            return new ServerSide(socket, framing);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Forsake() => _isForsaken = true;

    public void Hear() => _heard.TrySetResult();

    /// <summary>The connection is closed, and whoever reads from it sees that.</summary>
    public void ReplaceBy(ServerSide other)
    {
        _successor.SetResult(other);
        try
        {
            Socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The server was first.
        }
    }
}
