using System.Net.Sockets;
using Bosh.FaultProxy.Faults;

namespace Bosh.FaultProxy.Proxy;

/// <summary>One direction of a connection: passes what comes, with the faults that are planned for it.</summary>
internal sealed class Lane
{
    /// <summary>The pause after a byte that is passed alone, so that a reader that is ready sees it alone.</summary>
    private static readonly TimeSpan SplitPause = TimeSpan.FromMilliseconds(1);

    private readonly IFaultTarget _connection;
    private readonly Fault[] _faults;
    private readonly Fault? _lateClose;

    /// <summary>The faults that have been made.</summary>
    private int _struck;

    /// <summary>The bytes that are still to be passed one by one.</summary>
    private int _single;

    /// <summary>Whether the reader is gone, or was told that this is the end: what comes is swallowed.</summary>
    private bool _isOver;
    private long _passed;

    public Lane(Direction direction, FaultPlan plan, IFaultTarget connection)
    {
        _connection = connection;
        _faults = [.. plan.InPassing(direction)];
        _lateClose = plan.FindLateClose(direction);
    }

    /// <summary>The bytes that have been passed.</summary>
    public long Passed => Interlocked.Read(ref _passed);

    /// <summary>Passes a chunk. When the connection breaks it is cancelled.</summary>
    public async ValueTask PassAsync(Chunk chunk, Socket to)
    {
        int done = 0;
        while (NextIn(chunk) is Fault fault)
        {
            _struck++;
            int at = (int)Math.Clamp(fault.Offset - chunk.Offset, done, chunk.Bytes.Length);
            await SendAsync(chunk.Bytes[done..at], to);
            done = at;
            if (!_isOver)
            {
                await StrikeAsync(fault, to);
            }
        }

        await SendAsync(chunk.Bytes[done..], to);
    }

    /// <summary>The writer has closed, or is gone: the reader is told, or not yet.</summary>
    public async Task WaitToCloseAsync()
    {
        if (_lateClose is not null)
        {
            _connection.Struck(_lateClose);
            await Task.Delay(_lateClose.Amount, _connection.Broken);
        }
    }

    /// <summary>The end of this direction.</summary>
    public void Close(Socket to)
    {
        _isOver = true;
        try
        {
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private Fault? NextIn(Chunk chunk)
    {
        if (_struck == _faults.Length)
        {
            return null;
        }

        Fault next = _faults[_struck];
        return next.Message == chunk.Message && (chunk.IsLast || next.Offset <= chunk.Offset + chunk.Bytes.Length) ? next : null;
    }

    private async Task StrikeAsync(Fault fault, Socket to)
    {
        _connection.Struck(fault);
        switch (fault.Kind)
        {
            case FaultKind.Delay:
                await Task.Delay(fault.Amount, _connection.Broken);
                break;
            case FaultKind.Split:
                _single = fault.Amount;
                break;
            case FaultKind.Stall:
                _connection.Stall(TimeSpan.FromMilliseconds(fault.Amount));
                break;
            case FaultKind.HalfClose:
                Close(to);
                break;
            case FaultKind.Cut or FaultKind.Reset:
                _connection.Break(isReset: fault.Kind == FaultKind.Reset);
                _connection.Broken.ThrowIfCancellationRequested();
                break;
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, Socket to)
    {
        while (!bytes.IsEmpty && !_isOver)
        {
            await _connection.Flowing;
            ReadOnlyMemory<byte> piece = _single > 0 ? bytes[..1] : bytes;
            try
            {
                int sent = await to.SendAsync(piece, SocketFlags.None, _connection.Broken);
                bytes = bytes[sent..];
                Interlocked.Add(ref _passed, sent);
                if (_single > 0)
                {
                    _single--;
                    await Task.Delay(SplitPause, _connection.Broken);
                }
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The reader is gone. Whoever reads from it will see that too, and end the connection in its way.
                _isOver = true;
            }
        }
    }
}
