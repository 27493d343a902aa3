using System.Buffers;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// Takes the frames of a stream out of the bytes of a connection. While nothing comes it holds no buffer: it waits with a read of zero
/// bytes, and takes a buffer when there is something to put into it.
/// <code>
///  _buffer   | given out | frame so far | to be scanned |        free        |
///                        ^ _kept        ^ _scanned      ^ _end
/// </code>
/// A frame lies in one piece. The buffer grows to twice its size when it is full of one, so that each byte is moved a few times at most.
/// </summary>
internal sealed class FrameReader
{
    private const int FirstSize = 4096;

    /// <summary>Less room than this is not worth a read.</summary>
    private const int LeastRead = 1024;

    private readonly Stream _stream;
    private readonly int _maxFrameSize;
    private StreamFramer _framer = StreamFramer.Create();

    /// <summary>From the pool; empty while nothing waits in it.</summary>
    private byte[] _buffer = [];
    private int _kept;
    private int _scanned;
    private int _end;

    public FrameReader(Stream stream, int maxFrameSize)
    {
        _stream = stream;
        _maxFrameSize = maxFrameSize;
    }

    /// <summary>The frame that was read last. Valid until the next <see cref="FillAsync"/>.</summary>
    public ReadOnlySpan<byte> Frame => _buffer.AsSpan(_scanned - (int)(_framer.Position - _framer.FrameStart), (int)(_framer.Position - _framer.FrameStart));

    /// <inheritdoc cref="StreamFramer.FrameStart"/>
    public long FrameStart => _framer.FrameStart;

    /// <summary>What is wrong with the stream, and where, when the frame is <see cref="FrameKind.Error"/>.</summary>
    public (XmlError Error, long Offset) Fault => (_framer.Error, _framer.Position);

    /// <summary>Whether the frame that is being read, or has been read, is larger than allowed. Nothing more is read then.</summary>
    public bool IsFrameTooLarge => _framer.Position - _framer.FrameStart > _maxFrameSize;

    /// <inheritdoc cref="StreamFramer.ExpectHeader"/>
    public void ExpectHeader() => _framer.ExpectHeader();

    /// <inheritdoc cref="StreamFramer.AcceptHeader"/>
    public void AcceptHeader() => _framer.AcceptHeader();

    /// <summary>Waits for more bytes. What <see cref="TryRead"/> gave before is no longer valid.</summary>
    /// <returns>False when the connection has ended.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        _kept = _framer.IsInFrame ? _scanned - (int)(_framer.Position - _framer.FrameStart) : _scanned;
        if (_kept == _end)
        {
            Release();
            _ = await _stream.ReadAsync(Memory<byte>.Empty, cancellation);
        }

        MakeRoom();
        int length = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += length;
        return length > 0;
    }

    /// <summary>Takes the next frame out of the bytes that are there.</summary>
    /// <returns>What <see cref="Frame"/> is; <see cref="FrameKind.None"/> when no further frame is whole, and when one is too large.</returns>
    public FrameKind TryRead()
    {
        FrameKind kind = _framer.Scan(_buffer.AsSpan(_scanned.._end), out int consumed);
        _scanned += consumed;
        return IsFrameTooLarge ? FrameKind.None : kind;
    }

    /// <summary>Gives back the buffer. Bytes that have come and were not taken are dropped.</summary>
    public void Complete() => Release();

    /// <summary>Moves what is kept to the front when at least as much is free there; takes a larger buffer otherwise.</summary>
    private void MakeRoom()
    {
        if (_buffer.Length - _end >= LeastRead)
        {
            return;
        }

        int length = _end - _kept;
        byte[] target = _kept >= length && _buffer.Length - length >= LeastRead
            ? _buffer
            : ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, _buffer.Length * 2));
        _buffer.AsSpan(_kept, length).CopyTo(target);
        if (target != _buffer && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = target;
        _scanned -= _kept;
        _kept = 0;
        _end = length;
    }

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _kept = _scanned = _end = 0;
    }
}
