using System.Net.Sockets;

namespace Bosh.FaultProxy.Proxy;

/// <summary>Reads one direction of a connection: HTTP messages as wholes, so that a fault can strike at any byte of a certain one.</summary>
internal sealed class ChunkReader
{
    private const int BufferSize = 16 * 1024;

    private readonly Socket _socket;
    private readonly Framing _framing;
    private byte[] _buffer = new byte[BufferSize];

    /// <summary>What has come, and how much of it has been given already.</summary>
    private int _filled;
    private int _given;

    /// <summary>Whether what comes is bytes, up to the end of the connection.</summary>
    private bool _isEndless;
    private int _message;
    private long _offset;

    public ChunkReader(Socket socket, Framing framing)
    {
        _socket = socket;
        _framing = framing;
        _isEndless = framing == Framing.None;
    }

    /// <returns>The next chunk; null at the end of the connection.</returns>
    /// <exception cref="SocketException">The connection is broken.</exception>
    public async ValueTask<Chunk?> ReadAsync(CancellationToken cancellationToken)
    {
        _filled -= _given;
        _buffer.AsSpan(_given, _filled).CopyTo(_buffer);
        _given = 0;
        while (true)
        {
            if (!_isEndless && Measure() is int length)
            {
                _given = length;
                return new Chunk(_message++, 0, _buffer.AsMemory(0, length), IsLast: true);
            }

            if (_isEndless && _filled > 0)
            {
                return Rest();
            }

            if (_filled == _buffer.Length)
            {
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }

            int read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None, cancellationToken);
            _filled += read;
            if (read == 0)
            {
                return _filled > 0 ? Rest() : null;
            }
        }
    }

    /// <returns>The length of the message at the front; null while it is not there as a whole, or has none.</returns>
    private int? Measure()
    {
        if (!HttpHead.TryRead(_buffer.AsSpan(0, _filled), _framing == Framing.Responses, out HttpHead head))
        {
            return null;
        }

        _isEndless = head.BodyLength is null;
        int? length = head.Size + head.BodyLength;
        return length <= _filled ? length : null;
    }

    /// <summary>All that has come, of a message whose end is not known.</summary>
    private Chunk Rest()
    {
        var chunk = new Chunk(_message, _offset, _buffer.AsMemory(0, _filled), IsLast: false);
        _offset += _filled;
        _given = _filled;
        return chunk;
    }
}
