using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>HTTP as bytes on one connection, for what no client library would send.</summary>
internal sealed class RawHttp : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _chunk = new byte[256 * 1024];
    private string _received = "";

    public static async Task<RawHttp> ConnectAsync(EndPoint server)
    {
        var http = new RawHttp();
        await http._socket.ConnectAsync(server).Soon();
        return http;
    }

    /// <summary>A whole request, with its length and the given headers.</summary>
    public static string Post(string body, string headers = "Host: localhost\r\n", string version = "1.1", string path = "/http-bind")
        => string.Create(
            CultureInfo.InvariantCulture,
            $"POST {path} HTTP/{version}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text)).Soon();

    /// <summary>What one read from the socket brings.</summary>
    public async Task<string> ReceiveAsync() => Encoding.UTF8.GetString(_chunk, 0, await _socket.ReceiveAsync(_chunk).Soon());

    public async Task ExpectAsync(string text)
    {
        while (_received.Length < text.Length)
        {
            await FillAsync();
        }

        Assert.StartsWith(text, _received, StringComparison.Ordinal);
        _received = _received[text.Length..];
    }

    /// <summary>Reads one response, which must have a length.</summary>
    public async Task<RawResponse> ReadAsync()
    {
        int end;
        while ((end = _received.IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            await FillAsync();
        }

        var head = _received[..(end + 2)];
        var response = new RawResponse(head, "");
        Assert.Null(response.Header("Transfer-Encoding"));
        var length = int.Parse(response.Header("Content-Length")!, CultureInfo.InvariantCulture);
        while (_received.Length < end + 4 + length)
        {
            await FillAsync();
        }

        var body = _received.Substring(end + 4, length);
        _received = _received[(end + 4 + length)..];
        return new RawResponse(head, body);
    }

    /// <summary>Reads the end of the connection, before which nothing may come.</summary>
    public async Task ReadEndAsync()
    {
        Assert.Equal("", _received);
        Assert.Equal(0, await _socket.ReceiveAsync(_chunk).Soon());
    }

    /// <summary>Reads the end of the connection, which may be a hard one, before which nothing may come.</summary>
    public async Task ReadCutAsync()
    {
        try
        {
            await ReadEndAsync();
        }
        catch (SocketException error)
        {
            Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task FillAsync()
    {
        var text = await ReceiveAsync();
        Assert.True(text.Length > 0, $"The connection ended after: {_received}");
        _received += text;
    }
}
