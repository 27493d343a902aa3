using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Xml.Linq;
using Bosh.DevServer.Routing;
using Bosh.DevServer.Sasl;
using Bosh.DevServer.Stanzas;
using Microsoft.Extensions.Logging;

namespace Bosh.DevServer.Streams;

/// <summary>One client's TCP connection, from its first byte to its last: authentication, binding, stanzas, the end.</summary>
[SuppressMessage("Design", "CA1001", Justification = "It closes itself. The token sources stay: others may ask for an end that has come already.")]
internal sealed partial class ClientStream
{
    /// <summary>RFC 6120, section 6.4.4 recommends 2 to 5 attempts.</summary>
    private const int MaxSaslFailures = 5;

    /// <summary>How long a client may take to read the end of the stream and to close its side.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly NetworkStream _network;
    private readonly string _domain;
    private readonly SaslNegotiation _sasl;
    private readonly StanzaRouter _router;
    private readonly ILogger _logger;
    private readonly StreamInput _input;
    private readonly StreamOutput _output;

    /// <summary>Cancelled when the stream is ended from our side: no more is read.</summary>
    private readonly CancellationTokenSource _stopReading = new();

    /// <summary>Cancelled when the connection is cut: no more is written either.</summary>
    private readonly CancellationTokenSource _cut = new();

    private ElementReader? _reader;

    public ClientStream(Socket socket, string domain, int maxStanzaSize, SaslNegotiation sasl, StanzaRouter router, ILogger logger)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _network = new NetworkStream(socket);
        _domain = domain;
        _sasl = sasl;
        _router = router;
        _logger = logger;
        _input = new StreamInput(_network, maxStanzaSize, _stopReading.Token);
        _output = new StreamOutput(domain);
        Completion = RunAsync();
    }

    /// <summary>Done when the connection is closed; never faulted.</summary>
    public Task Completion { get; }

    /// <summary>Who the client is; null before it has bound a resource.</summary>
    public ConnectedResource? Resource { get; private set; }

    /// <summary>Ends the stream with this error, or without one. The first reason wins.</summary>
    public void End(string? condition)
    {
        _output.Close(condition);
        _ = _stopReading.CancelAsync();
    }

    /// <summary>Cuts the TCP connection without a word, as if the network or the machine had failed.</summary>
    public void Abort()
    {
        _ = _cut.CancelAsync();
        _ = _stopReading.CancelAsync();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var remote = _socket.RemoteEndPoint;
        Log.Connected(_logger, remote);
        var writing = WriteAsync();
        var reason = await ServeAsync();
        if (Resource is not null)
        {
            _router.Leave(Resource);
        }

        End(reason);
        await CloseAsync(writing);
        Log.Disconnected(_logger, remote, reason ?? "closed");
    }

    /// <summary>Serves the client as long as it keeps to the rules and the connection lasts.</summary>
    /// <returns>The stream error, if the client broke a rule.</returns>
    private async Task<string?> ServeAsync()
    {
        try
        {
            await NegotiateAsync();
            while (Resource is not null && await _reader!.ReadElementAsync() is { } stanza)
            {
                _router.Route(Resource, Stamped(Resource.Jid, stanza));
            }

            return null;
        }
        catch (StreamErrorException e)
        {
            return e.Condition;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
        catch (Exception e)
        {
            Log.Failed(_logger, e);
            return "internal-server-error";
        }
        finally
        {
            _reader?.Dispose();
        }
    }

    /// <summary>Leads the client to a bound resource (RFC 6120, sections 4, 6 and 7), unless it closes the stream before.</summary>
    private async Task NegotiateAsync()
    {
        await OpenAsync(_sasl.Feature);
        while (_sasl.User is null)
        {
            if (await _reader!.ReadElementAsync() is not { } element)
            {
                return;
            }

            if (!SaslNegotiation.Knows(element))
            {
                throw new StreamErrorException(IsStanza(element) ? "not-authorized" : "unsupported-stanza-type");
            }

            Send(_sasl.Answer(element));
            if (_sasl.Failures >= MaxSaslFailures)
            {
                throw new StreamErrorException("policy-violation");
            }
        }

        await OpenAsync(
            new XElement(Ns.Bind + "bind"),
            new XElement(Ns.Session + "session", new XElement(Ns.Session + "optional")));
        while (Resource is null && await _reader!.ReadElementAsync() is { } element)
        {
            Bind(_sasl.User, element);
        }
    }

    private async Task OpenAsync(params XElement[] features)
    {
        _reader?.Dispose();
        _reader = new ElementReader(_input);
        var header = await _reader.ReadHeaderAsync();
        _output.Open(header.From);
        var error = header switch
        {
            _ when header.Namespace != Ns.Streams || header.ContentNamespace != Ns.Client => "invalid-namespace",
            _ when !string.Equals(header.To, _domain, StringComparison.OrdinalIgnoreCase) => "host-unknown",
            _ when !Version.TryParse(header.Version, out var version) || version.Major < 1 => "unsupported-version",
            _ => null,
        };
        if (error is not null)
        {
            throw new StreamErrorException(error);
        }

        Send(new XElement(Ns.Streams + "features", features));
    }

    private void Bind(string user, XElement iq)
    {
        var bind = iq.Element(Ns.Bind + "bind");
        if (iq.Name != Ns.Client + "iq" || Stanza.Type(iq) is not "set" || bind is null)
        {
            throw new StreamErrorException(IsStanza(iq) ? "not-authorized" : "unsupported-stanza-type");
        }

        var wanted = bind.Element(Ns.Bind + "resource")?.Value;
        if (wanted is not null && !Jid.IsResource(wanted))
        {
            Send(Stanza.Error(iq, "bad-request")!);
            return;
        }

        var jid = new Jid(user, _domain, string.IsNullOrEmpty(wanted) ? RandomNumberGenerator.GetHexString(12, lowercase: true) : wanted);
        Resource = new ConnectedResource(jid, Send, End);

        // In this order: nobody's stanza may come before the client knows its address.
        Send(Stanza.Result(iq, new XElement(Ns.Bind + "bind", new XElement(Ns.Bind + "jid", jid))));
        _router.Join(Resource);
        Log.Bound(_logger, _socket.RemoteEndPoint, jid);
    }

    /// <summary>RFC 6120, section 8.1.2.1: the server says who a stanza is from.</summary>
    private static XElement Stamped(Jid sender, XElement stanza)
    {
        if (!IsStanza(stanza))
        {
            throw new StreamErrorException("unsupported-stanza-type");
        }

        if ((string?)stanza.Attribute("from") is { } from && !(Jid.TryParse(from, out var jid) && (jid == sender || jid == sender.Bare)))
        {
            throw new StreamErrorException("invalid-from");
        }

        stanza.SetAttributeValue("from", sender);
        return stanza;
    }

    private static bool IsStanza(XElement element) =>
        element.Name.Namespace == Ns.Client && element.Name.LocalName is "message" or "presence" or "iq";

    private void Send(XElement element)
    {
        if (!_output.Send(element))
        {
            Log.TooMuchUnread(_logger, Resource?.Jid);
            Abort();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await _output.WriteToAsync(_network, _cut.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            Abort();
        }
    }

    /// <summary>
    /// Lets the last bytes go out, and waits for the client to close its side: closing a socket that has unread input would reset the
    /// connection, and the client might never see the stream error.
    /// </summary>
    private async Task CloseAsync(Task writing)
    {
        _cut.CancelAfter(CloseTimeout);
        try
        {
            await writing;
            if (!_cut.IsCancellationRequested)
            {
                _socket.Shutdown(SocketShutdown.Send);
                await _network.CopyToAsync(Stream.Null, _cut.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or does not close: nothing more can be said to it.
        }

        if (_cut.IsCancellationRequested)
        {
            Reset();
        }

        _socket.Dispose();
    }

    /// <summary>Lets the socket send RST instead of FIN when it is disposed; the network stream would shut it down first, a polite end.</summary>
    private void Reset()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (SocketException)
        {
            // Some systems refuse it on a connection that the client has reset: there is nothing left to do then.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Debug, "{Remote} connected.")]
        public static partial void Connected(ILogger logger, EndPoint? remote);

        [LoggerMessage(12, LogLevel.Debug, "{Remote} is {Jid}.")]
        public static partial void Bound(ILogger logger, EndPoint? remote, Jid jid);

        [LoggerMessage(13, LogLevel.Debug, "{Remote} disconnected: {Reason}.")]
        public static partial void Disconnected(ILogger logger, EndPoint? remote, string reason);

        [LoggerMessage(14, LogLevel.Warning, "{Jid} has too much unread: its connection is cut.")]
        public static partial void TooMuchUnread(ILogger logger, Jid? jid);

        [LoggerMessage(15, LogLevel.Error, "A stream has failed for a reason of ours.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
