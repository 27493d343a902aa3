using System.Net.Sockets;
using System.Net;
using Bosh.FaultProxy.Numbering;

namespace Bosh.AspNetCore.IntegrationTests.Load;

/// <summary>A TCP line to an XMPP server that does something wrong to one message, once, and counts the messages that it is given.</summary>
internal sealed class FaultyLine : IDisposable
{
    private const int PieceSize = 16 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _serverPort;
    private readonly LineFault _fault;
    private readonly MessageNumber _victim;
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isDone;
    private long _up;
    private long _down;

    /// <param name="serverPort">Where the line leads, on 127.0.0.1.</param>
    /// <param name="fault">What it does.</param>
    /// <param name="victim">To which message; the first one of its kind and number suffers, in whichever direction and session it comes.</param>
    public FaultyLine(int serverPort, LineFault fault = LineFault.None, MessageNumber victim = default)
    {
        (_serverPort, _fault, _victim) = (serverPort, fault, victim);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>How long the line takes for a piece from the server.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Completes when the victim has come.</summary>
    public Task VictimSeen => _seen.Task;

    /// <summary>The messages with a number that clients have sent.</summary>
    public long Up => Interlocked.Read(ref _up);

    /// <summary>Those that the server has sent.</summary>
    public long Down => Interlocked.Read(ref _down);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync();
                _ = RunAsync(client);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task RunAsync(Socket client)
    {
        using Socket accepted = client;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        await server.ConnectAsync(IPAddress.Loopback, _serverPort);
        await Task.WhenAll(
            CopyAsync(client, server, TimeSpan.Zero, () => Interlocked.Increment(ref _up)),
            CopyAsync(server, client, Pause, () => Interlocked.Increment(ref _down)));
    }

    private async Task CopyAsync(Socket from, Socket to, TimeSpan pause, Action count)
    {
        byte[] buffer = new byte[PieceSize];
        var input = new List<byte>();
        byte[] held = [];
        try
        {
            while (await from.ReceiveAsync(buffer) is int read and > 0)
            {
                await Task.Delay(pause);
                input.AddRange(buffer.AsSpan(0, read));
                byte[] output = Take(input, ref held, count);
                for (int sent = 0; sent < output.Length;)
                {
                    sent += await to.SendAsync(output.AsMemory(sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // One end is gone, so the other goes too.
            from.Dispose();
            to.Dispose();
        }
    }

    /// <summary>Takes the complete elements off what has come.</summary>
    /// <param name="input">What has come.</param>
    /// <param name="held">The message that is to arrive after the next.</param>
    /// <param name="count">Counts a message.</param>
    private byte[] Take(List<byte> input, ref byte[] held, Action count)
    {
        ReadOnlySpan<byte> all = input.ToArray();
        ReadOnlySpan<byte> rest = all;
        var output = new List<byte>();
        while (StubElement.TryTake(ref rest, out StubElement element))
        {
            ReadOnlySpan<byte> text = element.Bytes;
            bool isMessage = element.Name.SequenceEqual("message"u8) & MessageNumber.TryReadNext(ref text, out MessageNumber number);
            if (isMessage)
            {
                count();
                if (number == _victim)
                {
                    _seen.TrySetResult();
                }
            }

            LineFault fault = isMessage && number == _victim && Interlocked.Exchange(ref _isDone, 1) == 0 ? _fault : LineFault.None;
            if (fault == LineFault.Swaps)
            {
                held = element.Bytes.ToArray();
                continue;
            }

            for (int i = fault == LineFault.Drops ? 1 : fault == LineFault.Repeats ? -1 : 0; i < 1; i++)
            {
                output.AddRange(element.Bytes);
            }

            if (isMessage)
            {
                output.AddRange(held);
                held = [];
            }
        }

        input.RemoveRange(0, all.Length - rest.Length);
        return [.. output];
    }
}
