using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using System.Xml;
using System.Xml.Linq;
using Bosh.DevServer.Stanzas;

namespace Bosh.DevServer.Streams;

/// <summary>
/// The XML to the client. Anybody may send; the bytes are queued, and one loop writes them to the socket, so that a client that does not read
/// delays nobody but itself.
/// </summary>
internal sealed class StreamOutput
{
    /// <summary>A client with more than this unread is lost: its own room on the socket is used up, and memory is next.</summary>
    private const int MaxPendingBytes = 16 * 1024 * 1024;

    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        NamespaceHandling = NamespaceHandling.OmitDuplicates,
        NewLineHandling = NewLineHandling.Entitize,
    };

    private readonly string _domain;
    private readonly Channel<byte[]> _queue = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Guards the fields below, and the order of the queue.</summary>
    private readonly Lock _gate = new();

    /// <summary>What the writer has written since the last time that bytes were queued.</summary>
    private readonly StringBuilder _text = new();

    /// <summary>One writer for a whole stream: it knows the namespaces of the header, so that stanzas do not declare them again.</summary>
    private XmlWriter? _writer;

    private bool _closed;

    /// <summary>Bytes in the queue. Changed by the loop without the lock, hence interlocked.</summary>
    private long _pendingBytes;

    public StreamOutput(string domain) => _domain = domain;

    /// <summary>Begins a stream, or begins it anew after authentication.</summary>
    public void Open(string? to)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                WriteHeader(to);
                Enqueue();
            }
        }
    }

    /// <summary>Sends one element. After the end of the stream it does nothing.</summary>
    /// <returns>False when the client has too much unread.</returns>
    public bool Send(XElement element)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return true;
            }

            element.WriteTo(_writer!);
            return Enqueue();
        }
    }

    /// <summary>Ends the stream, with an error or without. A header goes first if there was none yet (RFC 6120, section 4.9.1.2).</summary>
    public void Close(string? condition)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            if (_writer is null)
            {
                WriteHeader(to: null);
            }

            if (condition is not null)
            {
                new XElement(Ns.Streams + "error", new XElement(Ns.StreamErrors + condition)).WriteTo(_writer!);
            }

            _writer!.WriteFullEndElement();
            Enqueue();
            _queue.Writer.Complete();
        }
    }

    /// <summary>Writes what is queued until the stream is closed.</summary>
    public async Task WriteToAsync(Stream network, CancellationToken cancellationToken)
    {
        await foreach (var bytes in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            await network.WriteAsync(bytes, cancellationToken);
            Interlocked.Add(ref _pendingBytes, -bytes.Length);
        }
    }

    private void WriteHeader(string? to)
    {
        _text.Append("<?xml version='1.0'?>");
        _writer = XmlWriter.Create(_text, Settings);
        _writer.WriteStartElement("stream", "stream", Ns.Streams.NamespaceName);
        _writer.WriteAttributeString("xmlns", Ns.Client.NamespaceName);
        _writer.WriteAttributeString("id", RandomNumberGenerator.GetHexString(32, lowercase: true));
        _writer.WriteAttributeString("from", _domain);
        if (to is not null)
        {
            _writer.WriteAttributeString("to", to);
        }

        _writer.WriteAttributeString("version", "1.0");
        _writer.WriteAttributeString("xml", "lang", ns: null, "en");

        // Without content the writer would not close the start tag before the first stanza.
        _writer.WriteString("");
    }

    private bool Enqueue()
    {
        _writer!.Flush();
        var bytes = Encoding.UTF8.GetBytes(_text.ToString());
        _text.Clear();
        _queue.Writer.TryWrite(bytes);
        return Interlocked.Add(ref _pendingBytes, bytes.Length) <= MaxPendingBytes;
    }
}
