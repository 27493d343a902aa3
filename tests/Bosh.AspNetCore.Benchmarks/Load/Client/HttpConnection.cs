using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>
/// A keep-alive connection: one POST at a time, and its answer. It does as little as can be, so that the machine's time goes to the server.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int RequestSize = 2048;
    private const int ResponseSize = 2048;

    /// <summary>The digits of the greatest Content-Length.</summary>
    private const int LengthDigits = 10;

    /// <summary>How long a connection may rest before it is looked at: servers close those that do, Node.js after 5 s.</summary>
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(3);

    private readonly IPEndPoint _endPoint;
    private Socket _socket;
    private long _lastUsed = Stopwatch.GetTimestamp();
    private bool _isDisposed;

    /// <summary>The request, while it is being sent. As there is one at a time, it is the connection's.</summary>
    private byte[] _request = new byte[RequestSize];

    /// <summary>The answer, until the next request.</summary>
    private byte[] _response = new byte[ResponseSize];

    private HttpConnection(IPEndPoint endPoint, Socket socket)
    {
        _endPoint = endPoint;
        _socket = socket;
    }

    public static async Task<HttpConnection> OpenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        return new HttpConnection(endPoint, await ConnectAsync(endPoint, cancellationToken));
    }

    /// <summary>Sends a request. Its bytes are copied before the method returns.</summary>
    /// <returns>The body of the answer, valid until the next request on this connection.</returns>
    public Task<ReadOnlyMemory<byte>> PostAsync(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        int most = head.Length + LengthDigits + 4 + body.Length;
        if (_request.Length < most)
        {
            _request = new byte[most];
        }

        head.CopyTo(_request);
        Utf8Formatter.TryFormat(body.Length, _request.AsSpan(head.Length), out int digits);
        Span<byte> rest = _request.AsSpan(head.Length + digits);
        "\r\n\r\n"u8.CopyTo(rest);
        body.CopyTo(rest[4..]);
        return ExchangeAsync(head.Length + digits + 4 + body.Length);
    }

    /// <summary>Closes the connection; a request that waits for its answer fails.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _socket.Dispose();
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return socket;
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new LoadException($"No connection to {endPoint}: {error.Message}", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the server has closed the connection while it rested.</summary>
    private bool IsClosed() => _socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

    private async Task ReopenAsync()
    {
        _socket.Dispose();
        _socket = await ConnectAsync(_endPoint, CancellationToken.None);
        if (_isDisposed)
        {
            _socket.Dispose();
        }
    }

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(int requestLength)
    {
        if (Stopwatch.GetElapsedTime(_lastUsed) > RestLimit && IsClosed())
        {
            await ReopenAsync();
        }

        for (int sent = 0; sent < requestLength;)
        {
            sent += await _socket.SendAsync(_request.AsMemory(sent, requestLength - sent), SocketFlags.None);
        }

        int filled = 0;
        ResponseHead head = default;
        while (true)
        {
            int read = await _socket.ReceiveAsync(_response.AsMemory(filled), SocketFlags.None);
            if (read == 0)
            {
                throw new LoadException("The server has closed a connection on which a request waited.");
            }

            filled += read;
            if (head.Size > 0 || ResponseHead.TryRead(_response.AsSpan(0, filled), out head))
            {
                int total = head.Size + head.ContentLength;
                if (filled == total)
                {
                    _lastUsed = Stopwatch.GetTimestamp();
                    return _response.AsMemory(head.Size, head.ContentLength);
                }

                if (filled > total)
                {
                    throw new LoadException("There are bytes after the end of an answer.");
                }

                if (_response.Length < total)
                {
                    Array.Resize(ref _response, total);
                }
            }
            else if (filled == _response.Length)
            {
                Array.Resize(ref _response, _response.Length * 2);
            }
        }
    }
}
