using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Bosh.DevServer;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.DevServer;

/// <summary>A client that says over TCP what a test tells it to, and gives out what comes back, element by element.</summary>
internal sealed class XmppTestClient : IAsyncDisposable, IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static readonly XNamespace Client = "jabber:client";
    public static readonly XNamespace Streams = "http://etherx.jabber.org/streams";
    public static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    public static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";

    private readonly TcpClient _tcp;
    private readonly RecordingStream _recording;
    private XmlReader? _reader;

    private XmppTestClient(TcpClient tcp)
    {
        _tcp = tcp;
        _recording = new RecordingStream(tcp.GetStream());
    }

    /// <summary>The full address, once a resource is bound.</summary>
    public string Jid { get; private set; } = "";

    /// <summary>All that the server has sent so far.</summary>
    public string Received => _recording.Text;

    public Socket Socket => _tcp.Client;

    public static Task<XmppTestClient> ConnectAsync(XmppDevServer server) => ConnectAsync(server.EndPoint);

    public static async Task<XmppTestClient> ConnectAsync(IPEndPoint server)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server).WaitAsync(Timeout);
        return new XmppTestClient(tcp);
    }

    /// <summary>Logs in anonymously, or as a user by PLAIN, and binds a resource. Sends no presence.</summary>
    public static Task<XmppTestClient> LoginAsync(XmppDevServer server, string? user = null, string? password = null, string? resource = null)
        => LoginAsync(server.EndPoint, server.Domain, user, password, resource);

    public static async Task<XmppTestClient> LoginAsync(
        IPEndPoint server, string domain, string? user = null, string? password = null, string? resource = null)
    {
        var client = await ConnectAsync(server);
        await client.OpenAsync(domain);
        await client.SendAsync(user is null
            ? "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>"
            : $"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{Base64($"\0{user}\0{password}")}</auth>");
        Assert.Equal(Sasl + "success", (await client.ReadAsync()).Name);
        await client.OpenAsync(domain);
        await client.BindAsync(resource);
        return client;
    }

    /// <summary>Logs in and becomes available; reads up to its own presence, after which it has nothing unread.</summary>
    public static async Task<XmppTestClient> EnterAsync(
        XmppDevServer server, string? user = null, string? password = null, string? resource = null)
    {
        var client = await LoginAsync(server, user, password, resource);
        await client.SendAsync("<presence/>");
        await client.ReadUntilAsync(element => string.Equals((string?)element.Attribute("from"), client.Jid, StringComparison.Ordinal));
        return client;
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Opens a stream, or opens it anew.</summary>
    /// <returns>The features.</returns>
    public async Task<XElement> OpenAsync(string to)
    {
        await SendAsync(
            $"<?xml version='1.0'?><stream:stream to='{to}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
        await ReadHeaderAsync();
        var features = await ReadAsync();
        Assert.Equal(Streams + "features", features.Name);
        return features;
    }

    public async Task BindAsync(string? resource = null)
    {
        var payload = resource is null ? "" : $"<resource>{SecurityElement.Escape(resource)}</resource>";
        await SendAsync($"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{payload}</bind></iq>");
        var result = await ReadAsync();
        Assert.Equal("result", (string?)result.Attribute("type"));
        Jid = result.Element(Bind + "bind")!.Element(Bind + "jid")!.Value;
    }

    public Task SendAsync(string xml) => SendAsync(Encoding.UTF8.GetBytes(xml));

    public Task SendAsync(ReadOnlyMemory<byte> bytes) => _tcp.GetStream().WriteAsync(bytes).AsTask().WaitAsync(Timeout);

    /// <summary>Reads the start tag of the server's stream.</summary>
    /// <returns>Its attributes.</returns>
    public async Task<IReadOnlyDictionary<string, string>> ReadHeaderAsync()
    {
        _reader?.Dispose();
        _reader = XmlReader.Create(_recording, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit });
        while (await _reader.ReadAsync().WaitAsync(Timeout) && _reader.NodeType is not XmlNodeType.Element)
        {
        }

        Assert.Equal(Streams.NamespaceName, _reader.NamespaceURI);
        Assert.Equal(Client.NamespaceName, _reader.LookupNamespace(""));
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (_reader.MoveToNextAttribute())
        {
            attributes.Add(_reader.Name, _reader.Value);
        }

        _reader.MoveToElement();
        return attributes;
    }

    /// <summary>Reads the next element.</summary>
    public async Task<XElement> ReadAsync()
    {
        while (await _reader!.ReadAsync().WaitAsync(Timeout))
        {
            if (_reader.NodeType is XmlNodeType.Element)
            {
                using var subtree = _reader.ReadSubtree();
                return await XElement.LoadAsync(subtree, LoadOptions.PreserveWhitespace, CancellationToken.None).WaitAsync(Timeout);
            }

            Assert.NotEqual(XmlNodeType.EndElement, _reader.NodeType);
        }

        throw new EndOfStreamException();
    }

    /// <summary>Reads up to the first element that fits.</summary>
    public async Task<XElement> ReadUntilAsync(Func<XElement, bool> fits)
    {
        while (true)
        {
            var element = await ReadAsync();
            if (fits(element))
            {
                return element;
            }
        }
    }

    /// <summary>Reads up to so many messages.</summary>
    /// <returns>Their texts.</returns>
    public async Task<IReadOnlyList<string>> ReadTextsAsync(int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
        {
            var message = await ReadUntilAsync(element => element.Name == Client + "message");
            texts.Add(message.Element(Client + "body")!.Value);
        }

        return texts;
    }

    /// <summary>Sends a stanza of type get or set and reads the next element, which must be its answer.</summary>
    public async Task<XElement> AskAsync(string iq)
    {
        await SendAsync(iq);
        var answer = await ReadAsync();
        Assert.Equal(Client + "iq", answer.Name);
        return answer;
    }

    /// <summary>Proves that nothing else has come before the answer to a ping.</summary>
    public async Task ExpectNothingAsync()
    {
        var pong = await AskAsync($"<iq type='get' id='nothing'><ping xmlns='urn:xmpp:ping'/></iq>");
        Assert.Equal("nothing", (string?)pong.Attribute("id"));
    }

    /// <summary>Reads the end of the stream and of the connection.</summary>
    public async Task ReadEndAsync()
    {
        Assert.True(await _reader!.ReadAsync().WaitAsync(Timeout));
        Assert.Equal(XmlNodeType.EndElement, _reader.NodeType);
        Assert.False(await _reader.ReadAsync().WaitAsync(Timeout));
    }

    /// <summary>Reads a stream error, the end of the stream and of the connection.</summary>
    /// <returns>The condition.</returns>
    public async Task<string> ReadStreamErrorAsync()
    {
        var error = await ReadUntilAsync(element => element.Name == Streams + "error");
        await ReadEndAsync();
        var condition = Assert.Single(error.Elements());
        Assert.Equal("urn:ietf:params:xml:ns:xmpp-streams", condition.Name.NamespaceName);
        return condition.Name.LocalName;
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    // The reader goes with its stream. Itself it must not be disposed while a read that has taken too long is still on its way.
    public void Dispose() => _tcp.Dispose();
}
