using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>
/// Another client of a real XMPP server, over plain TCP. Such a server does not flood on request: so the peer floods a session, or swallows and
/// counts what the session sends to it.
/// </summary>
internal sealed class XmppPeer : IDisposable
{
    private const int StepSize = 4 * 1024;

    private readonly Socket _socket;
    private readonly MessageReader _reader = new(MessageKind.Sink);
    private Task _reading = Task.CompletedTask;

    /// <summary>Guards the fields below.</summary>
    private readonly Lock _lock = new();
    private readonly SequenceCheck _swallowed = new();

    /// <summary>Whoever waits until so many messages have been swallowed.</summary>
    private (long Count, TaskCompletionSource Reached)? _waiting;
    private bool _isOver;

    private XmppPeer(Socket socket) => _socket = socket;

    public string Address { get; private set; } = "";

    public static async Task<XmppPeer> OpenAsync(DnsEndPoint server, string domain, CancellationToken cancellationToken)
    {
        var peer = new XmppPeer(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        try
        {
            await peer._socket.ConnectAsync(server, cancellationToken);
            await peer.LogInAsync(domain, cancellationToken);
            peer._reading = peer.ReadAsync();
            return peer;
        }
        catch (SocketException error)
        {
            peer.Dispose();
            throw new LoadException($"No stream to {server.Host}:{server.Port}: {error.Message}", error);
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>Sends stanzas. One such task at a time.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> stanzas) => SendAsync(stanzas, CancellationToken.None);

    /// <summary>Completes when so many different messages have been swallowed; fails when the stream ends before. One such task at a time.</summary>
    public Task HasSwallowedAsync(long count)
    {
        lock (_lock)
        {
            if (_swallowed.Taken >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = (count, reached);
            FailIfOver();
            return reached.Task;
        }
    }

    /// <summary>What has been swallowed: how many different messages, how many more than once, and how many after a later one.</summary>
    public (long Taken, long Repeated, long Reordered) Count()
    {
        lock (_lock)
        {
            return (_swallowed.Taken, _swallowed.Repeated, _swallowed.Reordered);
        }
    }

    /// <summary>Ends the stream, and reads what the server still sends.</summary>
    public async Task CloseAsync()
    {
        await SendAsync("</stream:stream>"u8.ToArray());
        await _reading;
    }

    /// <summary>Closes the connection. Whoever waits fails.</summary>
    public void Dispose() => _socket.Dispose();

    private async Task LogInAsync(string domain, CancellationToken cancellationToken)
    {
        string header = $"<?xml version='1.0'?><stream:stream to='{domain}' version='1.0' xmlns='jabber:client'"
            + " xmlns:stream='http://etherx.jabber.org/streams'>";
        string features = await StepAsync(header, "</stream:features>", cancellationToken);
        if (!features.Contains("ANONYMOUS", StringComparison.Ordinal))
        {
            throw new LoadException("The server has no anonymous login over TCP: " + features);
        }

        await StepAsync("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", "<success", cancellationToken);
        await StepAsync(header, "</stream:features>", cancellationToken);
        string bound = await StepAsync(
            "<iq type='set' id='bind_1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>", cancellationToken);
        int jid = bound.IndexOf("<jid>", StringComparison.Ordinal) + "<jid>".Length;
        int end = bound.IndexOf("</jid>", StringComparison.Ordinal);
        Address = end > 0 ? bound[jid..end] : throw new LoadException("The server has bound nothing: " + bound);
    }

    /// <summary>One step of the login, and all that comes until what it waits for.</summary>
    private async Task<string> StepAsync(string text, string until, CancellationToken cancellationToken)
    {
        await SendAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        var answer = new StringBuilder();
        byte[] buffer = new byte[StepSize];
        while (true)
        {
            int read = await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            string all = answer.ToString();
            if (all.Contains(until, StringComparison.Ordinal))
            {
                return all;
            }

            if (read == 0)
            {
                throw new LoadException($"No {until} came over TCP, but {all}");
            }
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                int read = await _socket.ReceiveAsync(_reader.Free, SocketFlags.None);
                if (read == 0)
                {
                    break;
                }

                AcknowledgeAtOnce();
                Take(read);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Whoever waits is told below.
        }

        lock (_lock)
        {
            _isOver = true;
            FailIfOver();
        }
    }

    /// <summary>
    /// A server that collects small writes (Nagle) sends the second when the first is acknowledged, which Linux does late to a client that sends
    /// nothing itself. The next request would wait for that. Linux forgets what it is told here, so it is told again and again.
    /// </summary>
    private void AcknowledgeAtOnce()
    {
        if (OperatingSystem.IsLinux())
        {
            const int tcp = 6;
            const int quickAck = 12;
            _socket.SetRawSocketOption(tcp, quickAck, [1, 0, 0, 0]);
        }
    }

    /// <summary>Counts what has come.</summary>
    private void Take(int count)
    {
        lock (_lock)
        {
            _reader.Read(count, _swallowed);
            if (_waiting is { } waiting && _swallowed.Taken >= waiting.Count)
            {
                _waiting = null;
                waiting.Reached.SetResult();
            }
        }
    }

    private void FailIfOver()
    {
        if (_isOver && _waiting is { } waiting)
        {
            _waiting = null;
            waiting.Reached.SetException(new LoadException("The stream of the peer has ended."));
        }
    }
}
