using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// What waits to be written to the server. Any thread may add; one at a time writes, the one that found nobody at it. An empty queue holds no
/// buffer and occupies no thread.
/// </summary>
internal sealed class SendQueue
{
    /// <summary>The bytes that are handed to the operating system at a time: the server has to take as many within the timeout.</summary>
    private const int FlushSize = 64 * 1024;

    private static readonly StreamPipeWriterOptions WriterOptions = new(leaveOpen: true);

    private readonly int _mark;
    private readonly TimeSpan _stallTimeout;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    // All below are guarded by the lock, but for the count of bytes, which is read without it.
    private List<ReadOnlyMemory<byte>> _waiting = [];
    private List<ReadOnlyMemory<byte>> _writing = [];
    private PipeWriter? _writer;
    private bool _isWriting;
    private bool _hasBeenLong;
    private bool _hasLast;
    private bool _isClosed;
    private long _bytes;

    /// <summary>Completes when nothing waits; null while nobody asks.</summary>
    private TaskCompletionSource? _emptied;

    /// <param name="mark">The bytes above which the queue is long.</param>
    /// <param name="stallTimeout">How long the server may take nothing.</param>
    /// <param name="time">The clock.</param>
    public SendQueue(int mark, TimeSpan stallTimeout, TimeProvider time)
    {
        _mark = mark;
        _stallTimeout = stallTimeout;
        _time = time;
    }

    /// <summary>The bytes that have been added and not been taken by the operating system.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Add(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            if (!_hasLast)
            {
                Append(bytes);
            }
        }
    }

    /// <summary>Adds what is the last, if anything: nothing can be added after it.</summary>
    /// <returns>Whether it was; false when there is a last one already.</returns>
    public bool AddLast(ReadOnlyMemory<byte> bytes)
    {
        lock (_lock)
        {
            if (_hasLast)
            {
                return false;
            }

            _hasLast = true;
            Append(bytes);
            return true;
        }
    }

    /// <summary>Opens the way out: until then everything waits.</summary>
    public void Open(Stream stream)
    {
        lock (_lock)
        {
            _writer = PipeWriter.Create(stream, WriterOptions);
        }
    }

    /// <summary>Completes when nothing waits, or will be written any more.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            if (_isClosed || (_waiting.Count == 0 && !_isWriting))
            {
                return Task.CompletedTask;
            }

            _emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _emptied.Task;
        }
    }

    /// <summary>Writes until nothing waits.</summary>
    /// <returns>Whether the queue had been long, and is no longer.</returns>
    /// <exception cref="TimeoutException">The server has taken nothing for too long.</exception>
    /// <exception cref="IOException">The connection is broken.</exception>
    public async ValueTask<bool> WriteAsync()
    {
        bool isDrained = false;
        while (TryTake(out PipeWriter? writer, out List<ReadOnlyMemory<byte>>? batch))
        {
            int unflushed = 0;
            foreach (ReadOnlyMemory<byte> bytes in batch)
            {
                for (ReadOnlyMemory<byte> rest = bytes; !rest.IsEmpty;)
                {
                    ReadOnlyMemory<byte> piece = rest[..Math.Min(rest.Length, FlushSize - unflushed)];
                    writer.Write(piece.Span);
                    unflushed += piece.Length;
                    rest = rest[piece.Length..];
                    if (unflushed == FlushSize)
                    {
                        await FlushAsync(writer, unflushed);
                        unflushed = 0;
                    }
                }
            }

            await FlushAsync(writer, unflushed);
            batch.Clear();
            lock (_lock)
            {
                _isWriting = false;
                if (Bytes <= _mark && _hasBeenLong)
                {
                    _hasBeenLong = false;
                    isDrained = true;
                }

                if (_waiting.Count == 0)
                {
                    TellEmpty();
                }
            }
        }

        return isDrained;
    }

    /// <summary>The connection has ended: nothing will be written any more.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _isClosed = true;
            _waiting = [];
            Interlocked.Exchange(ref _bytes, 0);
            TellEmpty();
        }
    }

    /// <summary>Under the lock.</summary>
    private void Append(ReadOnlyMemory<byte> bytes)
    {
        if (!_isClosed && !bytes.IsEmpty)
        {
            _waiting.Add(bytes);
            _hasBeenLong |= Interlocked.Add(ref _bytes, bytes.Length) > _mark;
        }
    }

    /// <summary>Under the lock. Whoever asks again has to wait again.</summary>
    private void TellEmpty()
    {
        _emptied?.TrySetResult();
        _emptied = null;
    }

    private async ValueTask FlushAsync(PipeWriter writer, int length)
    {
        ValueTask<FlushResult> flush = writer.FlushAsync();
        if (flush.IsCompletedSuccessfully)
        {
            _ = flush.Result;
        }
        else
        {
            await flush.AsTask().WaitAsync(_stallTimeout, _time);
        }

        Interlocked.Add(ref _bytes, -length);
    }

    private bool TryTake(
        [NotNullWhen(true)] out PipeWriter? writer,
        [NotNullWhen(true)] out List<ReadOnlyMemory<byte>>? batch)
    {
        lock (_lock)
        {
            writer = _writer;
            batch = null;
            if (_isWriting || writer is null || _waiting.Count == 0)
            {
                return false;
            }

            (_waiting, _writing) = (_writing, _waiting);
            _isWriting = true;
            batch = _writing;
            return true;
        }
    }
}
