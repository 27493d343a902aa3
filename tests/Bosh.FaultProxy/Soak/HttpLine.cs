using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bosh.FaultProxy.Proxy;

namespace Bosh.FaultProxy.Soak;

/// <summary>A client's HTTP connection: opened when it is needed, and again when it has broken. It carries one request at a time.</summary>
internal sealed class HttpLine : IDisposable
{
    private readonly EndPoint _server;
    private readonly string _head;
    private readonly bool _isKeptAlive;
    private Socket? _socket;
    private ChunkReader? _reader;

    /// <param name="server">Where the HTTP server is.</param>
    /// <param name="isKeptAlive">Whether the next request goes on the same connection.</param>
    public HttpLine(EndPoint server, bool isKeptAlive = true)
    {
        _server = server;
        _isKeptAlive = isKeptAlive;
        _head = isKeptAlive ? "Host: localhost\r\n" : "Host: localhost\r\nConnection: close\r\n";
    }

    /// <summary>The bytes of a request.</summary>
    public byte[] ToRequest(string body) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /http-bind HTTP/1.1\r\n{_head}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    /// <summary>Sends a request.</summary>
    /// <returns>The body of its answer.</returns>
    /// <exception cref="IOException">The answer did not come, or not whole, or is none.</exception>
    /// <exception cref="OperationCanceledException">It took too long. The connection is closed.</exception>
    public async Task<string> PostAsync(string body, CancellationToken cancellationToken)
    {
        bool isWell = false;
        try
        {
            if (_socket is null)
            {
                _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await _socket.ConnectAsync(_server, cancellationToken);
                _reader = new ChunkReader(_socket, Framing.Responses);
            }

            ReadOnlyMemory<byte> request = ToRequest(body);
            while (!request.IsEmpty)
            {
                request = request[await _socket.SendAsync(request, SocketFlags.None, cancellationToken)..];
            }

            string answer = BodyOf(await _reader!.ReadAsync(cancellationToken));
            isWell = _isKeptAlive;
            return answer;
        }
        catch (SocketException error)
        {
            throw new IOException(error.Message, error);
        }
        finally
        {
            if (!isWell)
            {
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private static string BodyOf(Chunk? response)
    {
        if (response is not { IsLast: true, Bytes: ReadOnlyMemory<byte> bytes } || !HttpHead.TryRead(bytes.Span, isResponse: true, out HttpHead head))
        {
            throw new IOException("The connection ended.");
        }

        return head.Status == 200
            ? Encoding.UTF8.GetString(bytes.Span[head.Size..])
            : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The status is {head.Status}."));
    }
}
