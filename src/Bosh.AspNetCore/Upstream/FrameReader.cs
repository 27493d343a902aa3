using System.Buffers;
using System.IO.Pipelines;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// Takes the frames of a stream out of the bytes of a connection. While nothing comes it holds no buffer: it waits with a read of zero
/// bytes, and takes a buffer when there is something to put into it.
/// </summary>
internal sealed class FrameReader
{
    private static readonly StreamPipeReaderOptions PipeOptions = new(bufferSize: 4096, minimumReadSize: 1024, useZeroByteReads: true);

    private readonly PipeReader _pipe;
    private readonly int _maxFrameSize;
    private StreamFramer _framer = StreamFramer.Create();
    private ReadOnlySequence<byte> _buffer;

    /// <summary>The position in the stream at which <see cref="_buffer"/> begins.</summary>
    private long _bufferStart;
    private bool _isReading;

    /// <summary>The frame that was read last. Valid until the next <see cref="FillAsync"/>.</summary>
    public ReadOnlySequence<byte> Frame { get; private set; }

    public FrameReader(Stream stream, int maxFrameSize)
    {
        _pipe = PipeReader.Create(stream, PipeOptions);
        _maxFrameSize = maxFrameSize;
    }

    /// <inheritdoc cref="StreamFramer.FrameStart"/>
    public long FrameStart => _framer.FrameStart;

    /// <summary>What is wrong with the stream, and where, when the frame is <see cref="FrameKind.Error"/>.</summary>
    public (XmlError Error, long Offset) Fault => (_framer.Error, _framer.Position);

    /// <summary>Whether the frame that is being read has become larger than allowed.</summary>
    public bool IsFrameTooLarge => _framer.IsInFrame && _framer.Position - _framer.FrameStart > _maxFrameSize;

    /// <inheritdoc cref="StreamFramer.ExpectHeader"/>
    public void ExpectHeader() => _framer.ExpectHeader();

    /// <inheritdoc cref="StreamFramer.AcceptHeader"/>
    public void AcceptHeader() => _framer.AcceptHeader();

    /// <summary>Waits for more bytes. What <see cref="TryRead"/> gave before is no longer valid.</summary>
    /// <returns>False when the connection has ended.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_isReading)
        {
            long keepFrom = _framer.IsInFrame ? _framer.FrameStart : _framer.Position;
            SequencePosition consumed = _buffer.GetPosition(keepFrom - _bufferStart);
            _bufferStart = keepFrom;
            _isReading = false;
            _pipe.AdvanceTo(consumed, _buffer.End);
        }

        ReadResult result = await _pipe.ReadAsync(cancellation);
        _buffer = result.Buffer;
        _isReading = true;
        return !result.IsCompleted || _framer.Position - _bufferStart < _buffer.Length;
    }

    /// <summary>Takes the next frame out of the bytes that are there.</summary>
    /// <returns>What <see cref="Frame"/> is; <see cref="FrameKind.None"/> when no further frame is whole.</returns>
    public FrameKind TryRead()
    {
        if (!_isReading)
        {
            return FrameKind.None;
        }

        foreach (ReadOnlyMemory<byte> segment in _buffer.Slice(_framer.Position - _bufferStart))
        {
            FrameKind kind = _framer.Scan(segment.Span, out _);
            if (kind != FrameKind.None)
            {
                Frame = _buffer.Slice(_framer.FrameStart - _bufferStart, _framer.Position - _framer.FrameStart);
                return kind;
            }
        }

        return FrameKind.None;
    }

    /// <summary>Gives back the buffers. Bytes that have come and were not taken are dropped.</summary>
    public void Complete() => _pipe.Complete();
}
