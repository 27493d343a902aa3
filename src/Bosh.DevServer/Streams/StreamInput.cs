using System.Net.Sockets;

namespace Bosh.DevServer.Streams;

/// <summary>
/// The bytes from the client, as the XML reader asks for them. It adds what an XML reader over a socket lacks: a way to stop a read that
/// waits, a limit on the size of one element, and whether the document ended because the connection did.
/// </summary>
internal sealed class StreamInput : Stream
{
    private readonly NetworkStream _network;
    private readonly int _maxElementSize;
    private readonly CancellationToken _stop;
    private long _elementSize;
    private bool _atStart = true;

    public StreamInput(NetworkStream network, int maxElementSize, CancellationToken stop)
    {
        _network = network;
        _maxElementSize = maxElementSize;
        _stop = stop;
    }

    /// <summary>Whether the client has closed its side of the connection.</summary>
    public bool Ended { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A new element begins: the limit counts anew.</summary>
    public void BeginElement() => _elementSize = 0;

    /// <summary>
    /// A new document begins. White space may have been on its way since the end of the last element; in front of an XML declaration it would
    /// be an error, so it is dropped.
    /// </summary>
    public void BeginDocument() => _atStart = true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = await _network.ReadAsync(buffer, _stop);
            Ended = count == 0 && buffer.Length > 0;
            _elementSize += count;
            if (_elementSize > _maxElementSize)
            {
                throw new StreamErrorException("policy-violation");
            }

            if (_atStart && !Ended)
            {
                var text = buffer[..count].TrimStart(" \t\r\n"u8);
                text.CopyTo(buffer);
                count = text.Length;
            }

            if (count > 0 || Ended)
            {
                _atStart = false;
                return count;
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The server reads asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
