using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bosh.DevServer.Routing;
using Bosh.DevServer.Sasl;
using Bosh.DevServer.Stanzas;
using Bosh.DevServer.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bosh.DevServer;

/// <summary>
/// An XMPP server for development and tests, on a TCP port of 127.0.0.1 and in this process: RFC 6120 without TLS, presence and messages
/// between all who are there, and group chat. It keeps nothing: when it stops, all is gone.
/// </summary>
/// <remarks>
/// An app gets it by <c>AddXmppDevServer()</c>. It listens from its construction on, so that <see cref="Port"/> is known to whoever asks.
/// </remarks>
public sealed partial class XmppDevServer : IHostedService, IAsyncDisposable, IDisposable
{
    /// <summary>RFC 6120, section 13.12.</summary>
    private const int LeastMaxStanzaSize = 10_000;

    private static readonly TimeSpan AcceptRetryDelay = TimeSpan.FromMilliseconds(50);

    private readonly TcpListener _listener;
    private readonly Accounts _accounts;
    private readonly string[] _mechanisms;
    private readonly int _maxStanzaSize;
    private readonly StanzaRouter _router;
    private readonly ILogger _logger;
    private readonly Task _accepting;

    /// <summary>The connections that are open. A set; the values mean nothing.</summary>
    private readonly ConcurrentDictionary<ClientStream, bool> _streams = [];

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it behaves. A copy is taken.</param>
    /// <param name="logger">Where it says on which port it listens, and, at level Debug, who comes and goes. Default: nowhere.</param>
    /// <param name="time">The clock of the time stamps in rooms. Default: the system's.</param>
    /// <exception cref="ArgumentException">An option is out of its limits, or a user name or mechanism is impossible.</exception>
    /// <exception cref="SocketException">The port is in use.</exception>
    public XmppDevServer(XmppDevServerOptions options, ILogger<XmppDevServer>? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxStanzaSize < LeastMaxStanzaSize)
        {
            throw new ArgumentException($"A stanza may always have {LeastMaxStanzaSize} bytes.", nameof(options));
        }

        Domain = DomainName(options.Domain);
        var roomDomain = DomainName(options.RoomDomain ?? "rooms." + Domain);
        if (string.Equals(roomDomain, Domain, StringComparison.Ordinal))
        {
            throw new ArgumentException("The rooms need a domain of their own.", nameof(options));
        }

        if (options.Accounts.Keys.FirstOrDefault(user => user.Length == 0 || !Jid.IsNode(user)) is { } impossible)
        {
            throw new ArgumentException($"'{impossible}' cannot be a user name: it is the part of an address before the @.", nameof(options));
        }

        if (options.Mechanisms.Except(new XmppDevServerOptions().Mechanisms, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"'{unknown}' is no SASL mechanism of this server.", nameof(options));
        }

        _accounts = new Accounts(Domain, options.Accounts);
        _mechanisms = [.. options.Mechanisms.Where(name => options.AllowAnonymous || name is not "ANONYMOUS")];
        _maxStanzaSize = options.MaxStanzaSize;
        _router = new StanzaRouter(Domain, roomDomain, _accounts, time ?? TimeProvider.System);
        _logger = logger ?? NullLogger<XmppDevServer>.Instance;
        _listener = new TcpListener(IPAddress.Loopback, options.Port);
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        Log.Listening(_logger, Domain, EndPoint);
        _accepting = AcceptAsync();
    }

    /// <summary>The domain that is served, in lower case.</summary>
    public string Domain { get; }

    /// <summary>The address that the server listens on.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The TCP port that the server listens on.</summary>
    public int Port => EndPoint.Port;

    /// <summary>The full addresses of all who are logged in now, whether they have sent presence or not, in no particular order.</summary>
    public IReadOnlyCollection<string> OnlineUsers => [.. _router.Online.Select(resource => resource.Jid.ToString())];

    /// <summary>Ends streams with a stream error, as a server does on trouble (RFC 6120, section 4.9).</summary>
    /// <param name="jid">A full address, or a bare one for all its resources.</param>
    /// <param name="condition">The condition, such as <c>reset</c> or <c>system-shutdown</c> (RFC 6120, section 4.9.3).</param>
    /// <returns>The number of streams that were ended, when their connections are closed: two seconds at most.</returns>
    public async Task<int> DisconnectAsync(string jid, string condition)
    {
        ArgumentException.ThrowIfNullOrEmpty(condition);
        var streams = StreamsOf(jid);
        streams.ForEach(stream => stream.End(condition));
        await Task.WhenAll(streams.Select(stream => stream.Completion));
        return streams.Count;
    }

    /// <summary>Cuts TCP connections without a word, as if the network had failed.</summary>
    /// <param name="jid">A full address, or a bare one for all its resources.</param>
    /// <returns>The number of connections that were cut.</returns>
    public int Abort(string jid)
    {
        var streams = StreamsOf(jid);
        streams.ForEach(stream => stream.Abort());
        return streams.Count;
    }

    /// <summary>Stops listening, ends all streams with <c>system-shutdown</c>, and waits for their connections to be closed.</summary>
    /// <param name="cancellationToken">When cancelled, connections that are still open are cut.</param>
    /// <returns>A task that is done when nothing is left open.</returns>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _listener.Stop();
        await _accepting;
        foreach (var stream in _streams.Keys)
        {
            stream.End("system-shutdown");
        }

        var allClosed = Task.WhenAll(_streams.Keys.Select(stream => stream.Completion));
        try
        {
            await allClosed.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            AbortAll();
            await allClosed;
        }
    }

    /// <inheritdoc/>
    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops the server as <see cref="StopAsync"/> does.</summary>
    /// <returns>A task that is done when nothing is left open.</returns>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _listener.Dispose();
    }

    /// <summary>Stops listening and cuts all connections, at once.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        AbortAll();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener.AcceptSocketAsync();
                _ = ServeAsync(new ClientStream(
                    socket, Domain, _maxStanzaSize, new SaslNegotiation(_accounts, _mechanisms), _router, _logger));
            }
            catch (Exception e) when (e is InvalidOperationException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException e)
            {
                // The client was gone before it was accepted, or the process is out of sockets, and would spin here until one is free.
                Log.NotAccepted(_logger, e.SocketErrorCode);
                await Task.Delay(AcceptRetryDelay);
            }
        }
    }

    private async Task ServeAsync(ClientStream stream)
    {
        _streams.TryAdd(stream, true);
        await stream.Completion;
        _streams.TryRemove(stream, out _);
    }

    private void AbortAll()
    {
        foreach (var stream in _streams.Keys)
        {
            stream.Abort();
        }
    }

    private List<ClientStream> StreamsOf(string jid)
    {
        ArgumentNullException.ThrowIfNull(jid);
        if (!Jid.TryParse(jid, out var wanted))
        {
            throw new ArgumentException($"'{jid}' is no address.", nameof(jid));
        }

        return [.. _streams.Keys.Where(stream => stream.Resource?.Jid is { } bound && (bound == wanted || bound.Bare == wanted))];
    }

    private static string DomainName(string? name) =>
        name is not null && Jid.TryParse(name, out var jid) && jid == new Jid("", jid.Domain)
            ? jid.Domain
            : throw new ArgumentException($"'{name}' is no domain.", nameof(name));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "XMPP development server for {Domain} listens on {EndPoint}.")]
        public static partial void Listening(ILogger logger, string domain, IPEndPoint endPoint);

        [LoggerMessage(2, LogLevel.Debug, "A connection was not accepted: {Error}.")]
        public static partial void NotAccepted(ILogger logger, SocketError error);
    }
}
