using System.Collections.Concurrent;
using System.Net.Sockets;
using Bosh.FaultProxy.Faults;

namespace Bosh.FaultProxy.Proxy;

/// <summary>
/// A connection through the proxy.
/// <code>
/// client ── reader ──► overtaken? ──► twice? ──► lane up ──► server
///        ◄── lane down ◄──────────────────────── reader ──
/// </code>
/// </summary>
internal sealed class ProxiedConnection : IFaultTarget
{
    /// <summary>How long we wait for the other side's end after ours, so that what was passed is not lost in a reset.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    private readonly FaultyProxy _proxy;
    private readonly int _number;
    private readonly FaultPlan _plan;
    private readonly Socket _client;
    private readonly CancellationTokenSource _broken;
    private readonly ConcurrentQueue<Fault> _struck = new();
    private readonly Lane _up;
    private readonly Lane _down;
    private volatile ServerSide? _server;
    private volatile bool _isReset;
    private volatile Task _flowing = Task.CompletedTask;

    /// <summary>The requests and the answers that have passed.</summary>
    private int _requests;
    private int _answers;

    public ProxiedConnection(FaultyProxy proxy, int number, FaultPlan plan, Socket client, CancellationToken cancellationToken)
    {
        _proxy = proxy;
        _number = number;
        _plan = plan;
        _client = client;
        _broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Broken = _broken.Token;
        _up = new Lane(Direction.Up, plan, this);
        _down = new Lane(Direction.Down, plan, this);
    }

    public CancellationToken Broken { get; }

    public Task Flowing => _flowing;

    /// <summary>Our port at the server, by which the server knows the connection; 0 before there is one.</summary>
    public int ServerPort => _server?.LocalPort ?? 0;

    /// <summary>The faults that have been made.</summary>
    public IReadOnlyCollection<Fault> Faults => _struck;

    /// <summary>The bytes that have been passed to the client.</summary>
    public long PassedDown => _down.Passed;

    /// <summary>Passes everything, both ways, until both have ended.</summary>
    public async Task RunAsync()
    {
        try
        {
            _server = await ServerSide.ConnectAsync(_proxy.Target, _proxy.IsHttp ? Framing.Responses : Framing.None, Broken);
            await Task.WhenAll(GuardAsync(PassUpAsync(_server)), GuardAsync(PassDownAsync(_server)));
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            _isReset = true;
        }

        await Task.WhenAll(CloseAsync(_client), CloseAsync(_server?.Socket));
        _broken.Dispose();
    }

    public void Stall(TimeSpan time) => _flowing = Task.Delay(time, Broken);

    public void Break(bool isReset)
    {
        _isReset |= isReset;
        _broken.Cancel();
    }

    public void Struck(Fault fault)
    {
        _struck.Enqueue(fault);
        _proxy.Struck(_number, fault);
    }

    /// <summary>A broken connection on one side breaks the other.</summary>
    private async Task GuardAsync(Task passing)
    {
        try
        {
            await passing;
        }
        catch (OperationCanceledException)
        {
            // It was broken by a fault, or the proxy stops.
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Break(isReset: true);
        }
    }

    private async Task PassUpAsync(ServerSide server)
    {
        var reader = new ChunkReader(_client, _proxy.IsHttp ? Framing.Requests : Framing.None);
        try
        {
            while (await reader.ReadAsync(Broken) is Chunk chunk)
            {
                if (chunk.IsLast)
                {
                    server = await PassRequestAsync(chunk, server);
                }
                else
                {
                    await _up.PassAsync(chunk, server.Socket);
                }
            }
        }
        catch (SocketException)
        {
            await _up.WaitToCloseAsync();
            throw;
        }

        await _up.WaitToCloseAsync();
        _up.Close(server.Socket);
    }

    private async Task<ServerSide> PassRequestAsync(Chunk request, ServerSide server)
    {
        string? session = Overtaking.SessionOf(request.Bytes.Span);
        if (session is not null
            && _plan.Find(FaultKind.Reorder, request.Message) is Fault reorder
            && await _proxy.Overtaking.WaitAsync(this, session, TimeSpan.FromMilliseconds(reorder.Amount), Broken))
        {
            Struck(reorder);
        }

        if (_plan.Find(FaultKind.Twice, request.Message) is Fault twice && Volatile.Read(ref _answers) == _requests)
        {
            server = await PassOnceMoreAsync(twice, request, server);
        }

        _requests++;
        await _up.PassAsync(request, server.Socket);
        if (session is not null)
        {
            _proxy.Overtaking.Passed(this, session);
        }

        return server;
    }

    /// <summary>Sends a request on a connection that breaks before the answer has come.</summary>
    /// <returns>The next connection.</returns>
    private async Task<ServerSide> PassOnceMoreAsync(Fault twice, Chunk request, ServerSide server)
    {
        server.Forsake();
        int length = (int)Math.Min(twice.Offset, request.Bytes.Length);
        try
        {
            await server.Socket.SendAsync(request.Bytes[..length], SocketFlags.None, Broken);
            await Task.WhenAny(server.Heard, Task.Delay(twice.Amount, Broken));
        }
        catch (SocketException)
        {
            // It broke by itself.
        }

        Struck(twice);
        ServerSide next = await ServerSide.ConnectAsync(_proxy.Target, Framing.Responses, Broken);
        _server = next;
        server.ReplaceBy(next);
        return next;
    }

    private async Task PassDownAsync(ServerSide server)
    {
        while (true)
        {
            Chunk? chunk;
            try
            {
                chunk = await server.Reader.ReadAsync(Broken);
            }
            catch (SocketException) when (server.IsForsaken)
            {
                chunk = null;
            }

            if (server.IsForsaken)
            {
                server.Hear();
                if (chunk is null)
                {
                    ServerSide next = await server.Successor.WaitAsync(Broken);
                    server.Socket.Dispose();
                    server = next;
                }
            }
            else if (chunk is Chunk answer)
            {
                await _down.PassAsync(answer, _client);
                if (answer.IsLast)
                {
                    Interlocked.Increment(ref _answers);
                }
            }
            else
            {
                break;
            }
        }

        await _down.WaitToCloseAsync();
        _down.Close(_client);
    }

    private async Task CloseAsync(Socket? socket)
    {
        if (socket is null)
        {
            return;
        }

        try
        {
            if (_isReset)
            {
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            else
            {
                socket.Shutdown(SocketShutdown.Send);
                using var limit = new CancellationTokenSource(CloseLimit);
                byte[] swallowed = new byte[4096];
                while (await socket.ReceiveAsync(swallowed, SocketFlags.None, limit.Token) > 0)
                {
                }
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It is closed all the same.
        }

        socket.Dispose();
    }
}
