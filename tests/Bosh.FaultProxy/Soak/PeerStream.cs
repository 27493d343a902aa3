using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bosh.FaultProxy.Numbering;

namespace Bosh.FaultProxy.Soak;

/// <summary>
/// An XMPP server's end of a stream: an anonymous login, then numbered messages, each way. Which session it belongs to is known by the resource that
/// is bound.
/// </summary>
internal sealed class PeerStream : IDisposable
{
    private readonly Socket _socket;
    private readonly string _domain;
    private readonly Func<string, SoakScript?> _find;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<long> _ends = [];
    private byte[] _input = new byte[16 * 1024];
    private int _filled;
    private long _written;
    private bool _isAuthenticated;
    private bool _isClosing;
    private Task? _sending;

    /// <param name="socket">The connection.</param>
    /// <param name="domain">The domain that it serves.</param>
    /// <param name="find">Finds the script of the session that binds a resource.</param>
    public PeerStream(Socket socket, string domain, Func<string, SoakScript?> find)
    {
        _socket = socket;
        _domain = domain;
        _find = find;
        Port = ((IPEndPoint)socket.RemoteEndPoint!).Port;
    }

    /// <summary>The other side's port.</summary>
    public int Port { get; }

    /// <summary>The script of its session; null before the resource is bound.</summary>
    public SoakScript? Script { get; private set; }

    /// <summary>How often the resource was bound.</summary>
    public int Binds { get; private set; }

    /// <summary>The messages that have come.</summary>
    public SequenceCheck Received { get; } = new();

    /// <summary>The messages of ours that came back as not delivered.</summary>
    public List<long> Bounced { get; } = [];

    /// <summary>Whether the other side has closed the stream.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Completes when the connection has ended.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public void Start(CancellationToken cancellationToken) => Completion = Task.Run(() => RunAsync(cancellationToken), CancellationToken.None);

    /// <summary>How many of our messages are whole in so many bytes of what we sent.</summary>
    public int CountWhole(long bytes)
    {
        lock (_ends)
        {
            return _ends.Count(end => end <= bytes);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _writing.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (!_isClosing)
            {
                int read = await _socket.ReceiveAsync(_input.AsMemory(_filled), SocketFlags.None, cancellationToken);
                if (read == 0)
                {
                    break;
                }

                _filled += read;
                int taken = TakeElements(out string replies);
                _filled -= taken;
                _input.AsSpan(taken, _filled).CopyTo(_input);
                await WriteAsync(replies, null, cancellationToken);
                if (Script is not null && _sending is null)
                {
                    _sending = SendAsync(Script, ended.Token);
                }

                if (_filled == _input.Length)
                {
                    Array.Resize(ref _input, _input.Length * 2);
                }
            }

            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // It is broken, or we shall stop.
        }

        await ended.CancelAsync();
        await (_sending ?? Task.CompletedTask);
        _socket.Dispose();
    }

    private async Task SendAsync(SoakScript script, CancellationToken cancellationToken)
    {
        var random = new Random(script.Seed);
        try
        {
            for (int i = 0; i < script.Down; i++)
            {
                if (script.DownPause > 0 && random.Next(3) == 0)
                {
                    await Task.Delay(random.Next(script.DownPause), cancellationToken);
                }

                string message = BodyText.Message(MessageKind.Echo, i, $"from='peer@{_domain}' to='user@{_domain}/r'", random.Next(script.TextLength));
                await WriteAsync(message, i, cancellationToken);
            }
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            // It is broken, or we shall stop.
        }
    }

    private async Task WriteAsync(string text, int? message, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
        {
            return;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            ReadOnlyMemory<byte> bytes = Encoding.UTF8.GetBytes(text);
            _written += bytes.Length;
            if (message is not null)
            {
                lock (_ends)
                {
                    _ends.Add(_written);
                }
            }

            while (!bytes.IsEmpty)
            {
                bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    private int TakeElements(out string replies)
    {
        ReadOnlySpan<byte> text = _input.AsSpan(0, _filled);
        ReadOnlySpan<byte> rest = text;
        var written = new StringBuilder();
        while (StubElement.TryTake(ref rest, out StubElement element))
        {
            Take(element, written);
        }

        replies = written.ToString();
        return text.Length - rest.Length;
    }

    private void Take(StubElement element, StringBuilder replies)
    {
        switch (Encoding.UTF8.GetString(element.Name))
        {
            case "message":
                TakeMessage(element);
                break;
            case "iq":
                string resource = Encoding.UTF8.GetString(element.Bytes);
                int at = resource.IndexOf("<resource>", StringComparison.Ordinal) + "<resource>".Length;
                resource = resource[at..resource.IndexOf("</resource>", StringComparison.Ordinal)];
                Script = _find(resource);
                Binds++;
                replies.Append(CultureInfo.InvariantCulture, $"<iq type='result' id='b'><bind xmlns='{BodyText.BindNamespace}'>");
                replies.Append(CultureInfo.InvariantCulture, $"<jid>user@{_domain}/{resource}</jid></bind></iq>");
                break;
            case "auth":
                _isAuthenticated = true;
                replies.Append(CultureInfo.InvariantCulture, $"<success xmlns='{BodyText.SaslNamespace}'/>");
                break;
            case "stream:stream":
                replies.Append("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'");
                replies.Append(CultureInfo.InvariantCulture, $" from='{_domain}' id='s' version='1.0'><stream:features>");
                replies.Append(_isAuthenticated
                    ? $"<bind xmlns='{BodyText.BindNamespace}'/>"
                    : $"<mechanisms xmlns='{BodyText.SaslNamespace}'><mechanism>ANONYMOUS</mechanism></mechanisms>");
                replies.Append("</stream:features>");
                break;
            case "/stream:stream":
                replies.Append("</stream:stream>");
                IsClosed = _isClosing = true;
                break;
        }
    }

    private void TakeMessage(StubElement element)
    {
        ReadOnlySpan<byte> text = element.Bytes;
        if (!MessageNumber.TryReadNext(ref text, out MessageNumber message))
        {
            return;
        }

        if (message.Kind == MessageKind.Sink)
        {
            Received.Take(message.Number);
        }
        else if (element.Attribute(" type="u8).SequenceEqual("error"u8))
        {
            Bounced.Add(message.Number);
        }
    }
}
