using System.Collections.Concurrent;
using System.Net;
using Bosh.AspNetCore.Diagnostics;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bosh.AspNetCore.Sessions;

/// <summary>All sessions, those that have ended lately included: who is let in, and who is found.</summary>
internal sealed partial class SessionRegistry : ISessionOwner
{
    private readonly ConcurrentDictionary<SessionId, BoshSession> _sessions = new();
    private readonly ConcurrentQueue<SessionId> _tombstones = new();
    private readonly AddressCounter _addresses = new();
    private readonly BoshOptions _options;
    private readonly IUpstreamFactory _upstream;
    private readonly SessionClock _clock;
    private readonly BoshMetrics _metrics;
    private readonly ILogger<BoshSession> _logger;
    private long _lastNumber;
    private int _liveCount;
    private volatile bool _isDraining;
    private int _hasToldOfLoopback;

    public SessionRegistry(
        IOptions<BoshOptions> options, IUpstreamFactory upstream, SessionClock clock, BoshMetrics metrics, ILogger<BoshSession> logger)
    {
        _options = options.Value;
        _upstream = upstream;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>The sessions that have not ended.</summary>
    public int LiveCount => Volatile.Read(ref _liveCount);

    public bool TryFind(SessionId id, out BoshSession session) => _sessions.TryGetValue(id, out session!);

    /// <summary>Whether we are shutting down.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Creates a session, if there is room (XEP-0124, Session Creation Request).</summary>
    /// <param name="request">The request.</param>
    /// <param name="server">The server that it goes to.</param>
    /// <param name="arrival">How it came.</param>
    public Creation Create(BodyElement request, BoshDomain server, Arrival arrival)
    {
        IPAddress? counted = AddressCounter.Counted(arrival.Address);
        if (arrival.Address is not null && counted is null && Interlocked.Exchange(ref _hasToldOfLoopback, 1) == 0)
        {
            Log.Loopback(_logger, arrival.IsProxied ? LogLevel.Warning : LogLevel.Debug);
        }

        if (LiveCount >= _options.Limits.MaxSessions || !_addresses.TryAdd(counted, _options.Limits.MaxSessionsPerAddress))
        {
            Log.Full(_logger, LiveCount);
            return Creation.Overload;
        }

        BoshSession session = Make(request, server, arrival, counted);
        Interlocked.Increment(ref _liveCount);
        _metrics.SessionStarted();
        _sessions[session.Id] = session;
        Log.Started(_logger, session.Number, request.To!);
        HeldRequest held = session.Accept(request, _clock.Now);
        if (_isDraining)
        {
            session.Shutdown(_clock.Now);
        }

        return new Creation(session, held);
    }

    private BoshSession Make(BodyElement request, BoshDomain server, Arrival arrival, IPAddress? counted)
    {
        try
        {
            var timer = new SessionTimer(_clock, _logger);
            var session = new BoshSession(
                SessionId.Create(),
                Interlocked.Increment(ref _lastNumber),
                SessionTerms.Negotiate(request, _options, arrival),
                request,
                UpstreamTarget.Of(request.To!, server, arrival.Ends),
                _upstream,
                this,
                timer,
                _clock,
                _logger)
            {
                ClientAddress = counted,
            };
            timer.Session = session;
            return session;
        }
        catch
        {
            _addresses.Remove(counted);
            throw;
        }
    }

    /// <summary>
    /// Ends all sessions with system-shutdown and lets no new one in. Clients poll again at once when they are answered: so the door is shut first.
    /// </summary>
    /// <returns>Completes when the servers have closed their streams too.</returns>
    public Task ShutdownAsync()
    {
        _isDraining = true;
        List<Task> closing = [];
        foreach (BoshSession session in _sessions.Values)
        {
            session.Shutdown(_clock.Now);
            closing.Add(session.Closed);
        }

        return Task.WhenAll(closing);
    }

    void ISessionOwner.OnEnded(BoshSession session, SessionEnd end)
    {
        Interlocked.Decrement(ref _liveCount);
        _addresses.Remove(session.ClientAddress);
        _metrics.SessionEnded(end.ToString());
        _tombstones.Enqueue(session.Id);
        while (_tombstones.Count > _options.Limits.MaxTombstones && _tombstones.TryDequeue(out SessionId oldest))
        {
            if (_sessions.TryRemove(oldest, out BoshSession? forgotten))
            {
                forgotten.Dispose();
            }
        }
    }

    void ISessionOwner.OnForgotten(BoshSession session)
    {
        _sessions.TryRemove(session.Id, out _);
        session.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Debug, "Session {Session} has started, for {Domain}.")]
        public static partial void Started(ILogger logger, long session, string domain);

        [LoggerMessage(21, LogLevel.Warning, "A session was refused: {Count} sessions are open, or too many of that client's address. See Bosh:Limits.")]
        public static partial void Full(ILogger logger, int count);

        [LoggerMessage(EventId = 22, Message =
            "Clients connect from this machine itself: behind a proxy here, use forwarded headers, or the limit of sessions per address counts nobody.")]
        public static partial void Loopback(ILogger logger, LogLevel level);
    }
}
