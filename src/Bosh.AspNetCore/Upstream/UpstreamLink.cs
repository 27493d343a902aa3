using System.Net.Sockets;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;
using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// A connection to a server over TCP.
/// <code>
/// 1 connect, and begin a stream (UpstreamConnector) ─► 2 elements, the features first ... ─► 3 end
/// </code>
/// One task reads, from the first step to the last. Writing is done by whoever has something to write (<see cref="SendQueue"/>), but for
/// what comes before step 2, which is written in step 1 while the queue is shut.
/// </summary>
internal sealed partial class UpstreamLink : IUpstreamLink
{
    /// <summary>How long the server may take nothing of what waits for it; and how long it may take for all of it once the session has ended.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    private static readonly byte[] Space = " "u8.ToArray();

    private readonly UpstreamTarget _target;
    private readonly IUpstreamListener _listener;
    private readonly UpstreamConnector _connector;
    private readonly UpstreamSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SendQueue _queue;
    private readonly ReadGate _gate = new();

    /// <summary>Null when the domain wants none.</summary>
    private readonly WhitespaceKeepAlive? _keepAlive;

    /// <summary>Cancelled to end the opening at once. After that, disposing the stream does it.</summary>
    private readonly CancellationTokenSource _abort = new();

    /// <summary>What the client asked the stream to be. Replaced by a restart.</summary>
    private volatile StreamTerms _terms;

    /// <summary>The restarts that the reading task has not heard of yet: for each the server begins a new stream.</summary>
    private int _restarts;

    /// <summary>
    /// Set once by <see cref="Close"/> or <see cref="Abandon"/>: by the one that comes first, for which the queue is the judge. They may come from the session and
    /// from the reading task at once.
    /// </summary>
    private volatile bool _closing;

    /// <summary>Set before <see cref="_closing"/> when the server is not told that the stream ends.</summary>
    private volatile bool _isAbandoned;

    /// <summary>Set once the stream that the session sees has begun, and is not over at once: from then on closing is worth a word to the server.</summary>
    private volatile bool _isOpen;

    /// <summary>Set once the server has taken nothing for too long.</summary>
    private volatile bool _hasStalled;

    /// <summary>The connection, as far as it has got. Written by the reading task alone.</summary>
    private volatile Stream? _stream;

    /// <summary>Which server that is. Written once, by the reading task.</summary>
    private volatile string _server = "no server";

    /// <summary>The server's header. Belongs to the reading task.</summary>
    private StreamHeader? _header;

    /// <summary>How many headers of restarted streams are still to come: a client may restart again before the server has answered. Belongs to the reading task.</summary>
    private int _awaitedHeaders;

    /// <summary>How many elements, and how many features, the session has been given. Belong to the reading task.</summary>
    private bool _hasElement;
    private int _features;

    private volatile Task _run = Task.CompletedTask;
    private bool _hasStarted;
    private bool _closeWatched;
    private bool _failureLogged;

    public UpstreamLink(
        UpstreamTarget target,
        StreamTerms terms,
        IUpstreamListener listener,
        UpstreamConnector connector,
        UpstreamSettings settings,
        TimeProvider time,
        ILogger logger)
    {
        _target = target;
        _terms = terms;
        _listener = listener;
        _connector = connector;
        _settings = settings;
        _time = time;
        _logger = logger;
        _queue = new SendQueue(settings.QueueMark, StallTimeout, time);
        _keepAlive = target.Settings.KeepAlive > TimeSpan.Zero ? new WhitespaceKeepAlive(target.Settings.KeepAlive, time, SendSpace) : null;
    }

    public long QueuedBytes => _queue.Bytes;

    public Task Completion => _run;

    public void Send(ReadOnlyMemory<byte> elements)
    {
        // A request need not carry anything: a poll is no word to the server, and does not put the space off that is due.
        if (!_closing && !elements.IsEmpty)
        {
            _queue.Add(elements);
            _keepAlive?.OnSent();
        }
    }

    public void Restart(StreamTerms terms)
    {
        _terms = terms;
        Interlocked.Increment(ref _restarts);
        Send(terms.ToHeader());
    }

    public void SetReading(bool reading) => _gate.Set(reading || _closing);

    public void Flush()
    {
        if (!Interlocked.Exchange(ref _hasStarted, true))
        {
            _run = Task.Run(RunAsync);
        }

        _ = WriteQueueAsync();
        if (_closing && !Interlocked.Exchange(ref _closeWatched, true))
        {
            _ = AbortWhenNotClosedAsync();
        }
    }

    private async Task RunAsync()
    {
        FrameReader? reader = null;
        UpstreamEnd? end = null;
        try
        {
            using (var timeout = new CancellationTokenSource(_target.Settings.ConnectTimeout, _time))
            using (var opening = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _abort.Token))
            {
                // 1
                ConnectOutcome outcome = await _connector.ConnectAsync(_target, new StreamOpener(_target, _terms, _settings), opening.Token);
                if (outcome.Stream is OpenStream open)
                {
                    // 2: a server that never sends its features leaves the client waiting as one that never sends its header does.
                    reader = open.Reader;
                    end = Begin(open, opening.Token);
                    end ??= await ReadAsync(reader, isBeginning: true, opening.Token);
                }
                else
                {
                    end = EndWithout(outcome);
                }
            }

            // 2
            end ??= await ReadAsync(reader!, isBeginning: false, CancellationToken.None);
        }
        catch (Exception error)
        {
            end = EndOf(error);
            LogFailure(error);
        }

        // 3
        if (end == UpstreamEnd.ClosedByServer)
        {
            AnswerEnd();
        }

        _keepAlive?.Dispose();
        Abort();
        reader?.Complete();
        _queue.Clear();
        Log.Ended(_logger, _target.Domain, _server, end ?? UpstreamEnd.Lost);
        _listener.OnClosed(end ?? UpstreamEnd.Lost);
    }

    /// <summary>The session sees the stream from here on.</summary>
    private UpstreamEnd? Begin(OpenStream open, CancellationToken cancellation)
    {
        _server = open.Server.ToString();
        _stream = open.Connection;

        // Whoever cuts the connection cancels first, and then looks whether there is one.
        cancellation.ThrowIfCancellationRequested();
        _header = open.Header;
        if (open.IsRefused)
        {
            // The queue stays shut: what the client has sent meanwhile, perhaps its password, was to go out encrypted.
            _listener.OnOpened(_header);
            return Take(open.First, open.Reader) ?? UpstreamEnd.Refused;
        }

        _isOpen = true;
        _queue.Open(_stream);
        _listener.OnOpened(_header);
        Flush();
        return open.First == FrameKind.None ? null : Take(open.First, open.Reader);
    }

    private void SendSpace()
    {
        if (!_closing && QueuedBytes == 0)
        {
            _queue.Add(Space);
            Flush();
        }
    }

    private async Task WriteQueueAsync()
    {
        try
        {
            if (await _queue.WriteAsync())
            {
                _listener.OnDrained();
            }
        }
        catch (Exception error)
        {
            _hasStalled = error is TimeoutException;
            LogFailure(error);
            if (IsGone(error))
            {
                // What the server sent before it went is still there, perhaps with the reason. The end of that is the end of the connection.
                _queue.Clear();
            }
            else
            {
                Abort();
            }
        }
    }

    /// <summary>Whether the server has gone: there is no more to wait for than what has come already.</summary>
    private static bool IsGone(Exception error)
        => error is IOException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } };

    private UpstreamEnd EndOf(Exception error) => error switch
    {
        _ when _closing => UpstreamEnd.ClosedByUs,
        _ when _hasStalled => UpstreamEnd.Stalled,
        OperationCanceledException => UpstreamEnd.TimedOut,
        _ => UpstreamEnd.Lost,
    };

    /// <summary>Tells the operator what broke the connection. What breaks because of that, or because we have cut it, is no news.</summary>
    private void LogFailure(Exception error)
    {
        if (!_closing && !_abort.IsCancellationRequested && !Interlocked.Exchange(ref _failureLogged, true))
        {
            string reason = error switch
            {
                OperationCanceledException => "no features within the ConnectTimeout",
                TimeoutException => "the server takes nothing",
                _ => error.Message,
            };
            Log.Failed(_logger, _target.Domain, _server, reason);
        }
    }

    private UpstreamEnd EndWithout(ConnectOutcome outcome)
    {
        if (_closing || _abort.IsCancellationRequested)
        {
            return UpstreamEnd.ClosedByUs;
        }

        Log.NotConnected(_logger, _target.Domain, outcome.Failures);
        return outcome.End;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "The connection to {Server} for {Domain} has ended: {End}.")]
        public static partial void Ended(ILogger logger, string domain, string server, UpstreamEnd end);

        [LoggerMessage(2, LogLevel.Warning, "The connection to {Server} for {Domain} failed: {Error}")]
        public static partial void Failed(ILogger logger, string domain, string server, string error);

        [LoggerMessage(7, LogLevel.Warning, "Connecting for {Domain} failed: {Failures}")]
        public static partial void NotConnected(ILogger logger, string domain, string failures);

        [LoggerMessage(3, LogLevel.Warning, "The server of {Domain} sent what is no XMPP stream: {Error}, at byte {Offset}.")]
        public static partial void InvalidXml(ILogger logger, string domain, XmlError error, long offset);

        [LoggerMessage(6, LogLevel.Warning, "The server of {Domain} sent an element of more than {Size} bytes (Bosh:Limits:MaxElementSize).")]
        public static partial void ElementTooLarge(ILogger logger, string domain, int size);
    }
}
