using System.Net;
using System.Net.Sockets;
using System.Text;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Proxy;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A client and a server that a test plays, and a faulty proxy between them.</summary>
internal sealed class ProxiedPair : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];

    public ProxiedPair(bool isHttp, params string[] plans)
    {
        _listener.Start();
        Proxy = new FaultyProxy(_listener.LocalEndpoint, isHttp);
        Proxy.Use([.. plans.Select(FaultPlan.Parse)]);
    }

    public FaultyProxy Proxy { get; }

    public async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(client);
        await client.ConnectAsync(Proxy.EndPoint).Soon();
        return client;
    }

    public async Task<Socket> AcceptAsync()
    {
        var server = await _listener.AcceptSocketAsync().Soon();
        server.NoDelay = true;
        _sockets.Add(server);
        return server;
    }

    public async Task<(Socket Client, Socket Server)> OpenAsync() => (await ConnectAsync(), await AcceptAsync());

    public static Task SendAsync(Socket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text)).Soon();

    /// <summary>Reads exactly this.</summary>
    public static async Task ExpectAsync(Socket socket, string text)
    {
        var received = "";
        while (received.Length < text.Length && await ReadAsync(socket, text.Length - received.Length) is { Length: > 0 } more)
        {
            received += more;
        }

        Assert.Equal(text, received);
    }

    /// <summary>Reads exactly this, and then the end.</summary>
    public static async Task ExpectEndAsync(Socket socket, string text = "")
    {
        await ExpectAsync(socket, text);
        Assert.Equal("", await ReadAsync(socket, 1));
    }

    public static async Task ExpectResetAsync(Socket socket)
    {
        var error = await Assert.ThrowsAsync<SocketException>(() => ReadAsync(socket, 1));
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    public static async Task<string> ReadAsync(Socket socket, int most)
    {
        var buffer = new byte[most];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer).Soon());
    }

    /// <summary>Waits for what a proxy does by itself.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = new CancellationTokenSource(Waiting.Limit);
        while (!isSo())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        _listener.Dispose();
        await Proxy.DisposeAsync().Soon();
    }
}
