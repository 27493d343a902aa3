using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A port of 127.0.0.1 at which a test plays the XMPP server, byte by byte if it likes, and breaks when it likes.</summary>
internal sealed class ScriptedServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<ScriptedConnection> _connections = [];

    public ScriptedServer()
    {
        _listener.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A port at which nobody listens.</summary>
    public static int ClosedPort()
    {
        using var server = new ScriptedServer();
        return server.Port;
    }

    public async Task<ScriptedConnection> AcceptAsync()
    {
        var connection = new ScriptedConnection(await _listener.AcceptSocketAsync().Soon());
        _connections.Add(connection);
        return connection;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _connections.ForEach(connection => connection.Dispose());
    }
}
