using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>One connection to a <see cref="ScriptedServer"/>.</summary>
internal sealed class ScriptedConnection : IDisposable
{
    public const string Header = "<?xml version='1.0'?><stream:stream from='localhost' id='stream-1' version='1.0' "
        + "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

    public const string Features =
        "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";

    private readonly Socket _socket;
    private readonly byte[] _chunk = new byte[16 * 1024];
    private readonly MemoryStream _recorded = new();
    private Stream _stream;
    private string _received = "";

    public ScriptedConnection(Socket socket)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The bytes of the connection, for whoever reads and writes them itself from now on.</summary>
    public Stream Stream => _stream;

    /// <summary>Every byte that has been read.</summary>
    public byte[] Recorded => _recorded.ToArray();

    /// <summary>Reads the client's header and sends one, with features or whatever else comes first.</summary>
    /// <returns>The client's header.</returns>
    public async Task<string> OpenAsync(string first = Features, string header = Header)
    {
        var theirs = await ReadHeaderAsync();
        await SendAsync(header + first);
        return theirs;
    }

    public async Task<string> ReadHeaderAsync() => await ReadToAsync("?>") + await ReadToAsync(">");

    /// <summary>Reads up to a text, which must come.</summary>
    public async Task<string> ReadToAsync(string end)
    {
        int at;
        while ((at = _received.IndexOf(end, StringComparison.Ordinal)) < 0)
        {
            Assert.True(await FillAsync(), $"The connection ended after: {_received}");
        }

        return Take(at + end.Length);
    }

    /// <summary>Reads what must come now.</summary>
    public async Task ExpectAsync(string text)
    {
        while (_received.Length < text.Length && text.StartsWith(_received, StringComparison.Ordinal) && await FillAsync())
        {
        }

        Assert.StartsWith(text, _received, StringComparison.Ordinal);
        Take(text.Length);
    }

    /// <summary>Reads to the end of the connection.</summary>
    /// <returns>What was left to read.</returns>
    public async Task<string> ReadToEndAsync()
    {
        while (await FillAsync())
        {
        }

        return Take(_received.Length);
    }

    /// <summary>Reads so many bytes, and not one more, when nothing has been read before.</summary>
    public async Task<byte[]> ReadBytesAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes).Soon();
        return bytes;
    }

    /// <summary>Waits until anything has come.</summary>
    public async Task ReadSomeAsync() => Assert.True(await FillAsync());

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes).Soon();

    /// <summary>Sends each byte in a write of its own.</summary>
    public async Task TrickleAsync(string text)
    {
        foreach (var one in Encoding.UTF8.GetBytes(text))
        {
            await SendAsync(new[] { one });
        }
    }

    public Task SayAsync(string text) => SendAsync(Message(text));

    public static string Message(string text) =>
        $"<message from='juliet@localhost/balcony' to='romeo@localhost/garden'><body>{text}</body></message>";

    /// <summary>Goes on encrypted.</summary>
    public async Task<SslStream> EncryptAsync(X509Certificate2 certificate, bool asksForCertificate = false)
    {
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            ClientCertificateRequired = asksForCertificate,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null || !asksForCertificate,
            ApplicationProtocols = [new("xmpp-client")],
        }).Soon();
        return encrypted;
    }

    /// <summary>Ends TLS in good order, and nothing else.</summary>
    public Task EndTlsAsync() => ((SslStream)_stream).ShutdownAsync().Soon();

    /// <summary>Closes the connection without a word.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Closes the sending half alone.</summary>
    public void HalfClose() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _stream.Dispose();

    private async Task<bool> FillAsync()
    {
        try
        {
            var count = await _stream.ReadAsync(_chunk).Soon();
            _recorded.Write(_chunk, 0, count);
            _received += Encoding.UTF8.GetString(_chunk, 0, count);
            return count > 0;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Nothing came after: {_received}", e);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Take(int length)
    {
        var taken = _received[..length];
        _received = _received[length..];
        return taken;
    }
}
