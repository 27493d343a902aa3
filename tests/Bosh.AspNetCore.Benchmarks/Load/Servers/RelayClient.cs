using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary>A client of the bare relay: one TCP connection, and one request that may wait.</summary>
internal sealed class RelayClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Task _connected;

    /// <summary>Guards the two fields below.</summary>
    private readonly Lock _lock = new();
    private TaskCompletionSource? _parked;

    /// <summary>Whether the request that releases the parked one has come before it, on its other connection.</summary>
    private bool _isReleased;

    public RelayClient(DnsEndPoint server) => _connected = _socket.ConnectAsync(server);

    public Task ParkAsync()
    {
        lock (_lock)
        {
            if (_isReleased)
            {
                _isReleased = false;
                return Task.CompletedTask;
            }

            _parked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _parked.Task;
        }
    }

    public void Release()
    {
        lock (_lock)
        {
            _isReleased = _parked is null;
            _parked?.TrySetResult();
            _parked = null;
        }
    }

    /// <summary>Writes a body upstream as it comes.</summary>
    public async Task WriteAsync(PipeReader body)
    {
        await _connected;
        while (true)
        {
            ReadResult read = await body.ReadAsync();
            foreach (ReadOnlyMemory<byte> part in read.Buffer)
            {
                for (int sent = 0; sent < part.Length;)
                {
                    sent += await _socket.SendAsync(part[sent..], SocketFlags.None);
                }
            }

            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public void Dispose()
    {
        Release();
        _socket.Dispose();
    }
}
