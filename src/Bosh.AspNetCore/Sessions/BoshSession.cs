using System.Net;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;
using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// A session: the rules of XEP-0124 between one client and one server.
/// <code>
///  client                     session                               server
///  Accept(rid) ──► 1 place it in the window: next, early, repeat, outside
///                  2 in rid order: what is owed, then its payload ───────────► Link.Send
///                  3 keep it in the queue of held requests
///                  4 pump: while the oldest must be answered, and the answer   ◄── OnElement: into the outbound buffer
///                    before it has been written: compose, log, complete
///  answer ◄─────── 5
///  OnAnswerWritten ──► 4
/// </code>
/// No I/O and no clock: each method takes the time, changes state under the one lock, and leaves. What goes out is a held request that is
/// completed, bytes that are queued for the server, and a timer that is armed.
/// </summary>
internal sealed partial class BoshSession : IDisposable
{
    /// <summary>Guards everything below but <see cref="Id"/>, <see cref="Terms"/> and <see cref="Number"/>. Nothing is awaited or called back under it.</summary>
    private readonly Lock _lock = new();
    private readonly ISessionOwner _owner;
    private readonly ISessionTimer _timer;
    private readonly ILogger _logger;

    /// <summary>The rid of the request that created the session.</summary>
    private readonly long _firstRid;
    private readonly RequestWindow _window;
    private readonly HeldRequestQueue _held = new();
    private readonly ResponseLog _log = new();
    private readonly KeySequence _keys = new();
    private readonly Overactivity _overactivity;
    private readonly StreamSet _streams = new();

    /// <summary>What the requests of a session in Script Syntax carry; null for any other session.</summary>
    private readonly ScriptContent? _script;
    private readonly IUpstreamFactory _upstream;
    private readonly SessionClock _clock;

    /// <summary>Repeats of answered requests that wait for the answers before theirs to be written.</summary>
    private readonly ReplayQueue _replays = new();

    /// <summary>The answers on their way out, which those after them wait for.</summary>
    private readonly WritingAnswers _writing = new();

    /// <summary>When the client was last heard of or spoken to. The inactivity period counts from it while no request waits.</summary>
    private TimeSpan _lastContact;

    /// <summary>The rid of the last request to pause: all up to it are answered at once.</summary>
    private long _pauseRid;

    /// <summary>The inactivity period that it asked for; null after the next request.</summary>
    private TimeSpan? _pause;

    /// <summary>Why and when the session ended.</summary>
    private SessionEnd _end;
    private TimeSpan _endedAt;
    private long _endRid;

    /// <summary>The request that ended it, if one did that has a place in the order.</summary>
    private long _endCause;
    private bool _endIsTold;
    private bool _ownerKnows;
    private bool _isForgotten;

    public BoshSession(
        SessionId id,
        long number,
        SessionTerms terms,
        BodyElement creation,
        UpstreamTarget target,
        IUpstreamFactory upstream,
        ISessionOwner owner,
        ISessionTimer timer,
        SessionClock clock,
        ILogger logger)
    {
        Id = id;
        Number = number;
        Terms = terms;
        _owner = owner;
        _timer = timer;
        _logger = logger;
        _firstRid = creation.Rid;
        _window = new RequestWindow(creation.Rid, terms.Requests);
        _overactivity = new Overactivity(terms);
        _upstream = upstream;
        _clock = clock;
        _script = terms.Script is null ? null : new ScriptContent(terms.Script);
        BoshStream first = Open(target, creation);
        first.Announce();
        _streams.Add(first);
    }

    public SessionId Id { get; }

    /// <summary>What the logs call the session: unlike the sid it opens nothing.</summary>
    public long Number { get; }

    public SessionTerms Terms { get; }

    /// <summary>The address that the session counts for; null when it counts for none.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>Completes when the connections to servers have ended.</summary>
    public Task Closed
    {
        get
        {
            lock (_lock)
            {
                return Task.WhenAll(_streams.All.Select(s => s.Link.Completion));
            }
        }
    }

    /// <summary>A request has come. The first is the one that creates the session.</summary>
    /// <param name="body">The request.</param>
    /// <param name="now">The time.</param>
    /// <param name="opening">What is to become of its wish for a further stream; null when it has none.</param>
    /// <returns>The request, as it waits for its answer.</returns>
    public HeldRequest Accept(BodyElement body, TimeSpan now, StreamOpening? opening = null)
    {
        using var visit = new Visit(this, now);
        _lastContact = now;

        // 1
        return _window.Place(body.Rid, body.IsTerminate || body.Pause is not null) switch
        {
            RidPlace.Next => AcceptNext(body, now, opening),
            RidPlace.Early when !IsNothingLeft => AcceptEarly(body, now, opening),
            RidPlace.Early => Refuse(SessionEnd.AnswerGone, now),
            RidPlace.Outside => Refuse(SessionEnd.RidOutsideWindow, now),
            _ => AcceptRepeat(body, now),
        };
    }

    /// <summary>
    /// A request has come that could be read up to its sid, rid and key, and no further. When they are those of a next request the session ends.
    /// </summary>
    public HeldRequest AcceptUnreadable(BodyElement body, TimeSpan now)
    {
        using var visit = new Visit(this, now);
        if (_window.Place(body.Rid, isFarewell: false) is RidPlace.Next or RidPlace.Early && _keys.Accepts(body))
        {
            End(SessionEnd.BadRequest, now);
        }

        return HeldRequest.Answered(Answer.Terminal(Condition.BadRequest, Terms.IsLegacy));
    }

    /// <summary>The client of a request has gone before it was answered.</summary>
    public void OnClientGone(HeldRequest request, TimeSpan now)
    {
        using var visit = new Visit(this, now);
        if (_held.Contains(request) || _window.ContainsEarly(request))
        {
            request.Abandon();
            _lastContact = now;
        }
        else if (_replays.Remove(request))
        {
            // The answer that is given again did not get through either.
            request.Abandon();
            EndWriting(request, ok: false);
            _lastContact = now;
        }
    }

    /// <summary>The answer to a request has been handed to the HTTP server, or could not be.</summary>
    public void OnAnswerWritten(HeldRequest request, bool ok, TimeSpan now)
    {
        using var visit = new Visit(this, now);
        EndWriting(request, ok);
        _lastContact = now;
    }

    /// <summary>The server has begun the stream, or restarted it.</summary>
    public void OnStreamOpened(BoshStream stream, StreamHeader header)
    {
        lock (_lock)
        {
            stream.TakeHeader(header);
        }
    }

    /// <summary>The server has sent an element. It is answered with at <see cref="OnBatchEnd"/>.</summary>
    public void OnElement(BoshStream stream, scoped in ServerElement element)
    {
        lock (_lock)
        {
            // After our end of the stream there is no way left to answer: what the server still sends is its own to treat.
            if (stream.IsOpen)
            {
                stream.TakeElement(element);
            }
        }
    }

    /// <summary>All that has come from the server has been given; or the server has taken what waited for it.</summary>
    public void OnBatchEnd(TimeSpan now)
    {
        using var visit = new Visit(this, now);
    }

    /// <summary>The connection to the server has ended.</summary>
    public void OnStreamClosed(BoshStream stream, UpstreamEnd end, TimeSpan now)
    {
        using var visit = new Visit(this, now);
        EndStream(
            stream,
            stream.HasFailed ? SessionEnd.StreamError : end == UpstreamEnd.Stalled ? SessionEnd.ServerStalled : SessionEnd.ConnectionFailed,
            now);
    }

    /// <summary>We are shutting down: every request that waits is answered, and the stream is closed.</summary>
    public void Shutdown(TimeSpan now)
    {
        using var visit = new Visit(this, now);
        End(SessionEnd.Shutdown, now);
    }

    /// <summary>A deadline may have come.</summary>
    public void Tick(TimeSpan now)
    {
        using var visit = new Visit(this, now);
        _timer.Fired();
        if (_end != SessionEnd.None && now >= ForgetAt)
        {
            _isForgotten = true;
        }
        else if (_end == SessionEnd.None && IsIdle && now >= InactiveAt)
        {
            End(SessionEnd.Inactive, now);
        }
        else if (GapEndsAt is TimeSpan gapEnds && now >= gapEnds)
        {
            SkipGap(now);
        }
    }

    /// <summary>Nobody will ask for the session again.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            foreach (BoshStream stream in _streams.All)
            {
                stream.Outbound.Drain(static (_, _) => { });
            }
        }
    }

    private HeldRequest AcceptNext(BodyElement body, TimeSpan now, StreamOpening? opening)
    {
        var request = new HeldRequest(body.Rid, body.Hash, now) { Body = body, Opening = opening };
        Process(request, now);
        ProcessReady(now);
        return request;
    }

    private HeldRequest AcceptEarly(BodyElement body, TimeSpan now, StreamOpening? opening)
    {
        if (_window.FindEarly(body.Rid) is HeldRequest early)
        {
            return Repeat(early, body, now, _window.ReplaceEarly);
        }

        var request = new HeldRequest(body.Rid, body.Hash, now) { Body = body, Opening = opening, CameEarly = true };
        _window.AddEarly(request, now);
        return request;
    }

    /// <summary>Ends the session because of a request, and answers that.</summary>
    private HeldRequest Refuse(SessionEnd end, TimeSpan now)
    {
        End(end, now);

        // Of a session that has ended before, the client learns why; but not who has a wrong rid, or another request with the same one.
        SessionEnd told = end == SessionEnd.AnswerGone ? _end : end;
        return HeldRequest.Answered(Answer.Terminal(told.Condition(), Terms.IsLegacy));
    }

    /// <summary>Takes a request whose turn it is.</summary>
    private void Process(HeldRequest request, TimeSpan now)
    {
        BodyElement body = request.Body!;
        request.Body = null;
        _window.Advance(now);
        request.HasWrongKey = !_keys.Take(body);
        if (request.HasWrongKey)
        {
            // Nothing of it counts; but it is answered in its turn, and logged, and there may be any number of its kind.
            Forget(request.Rid - MaxUnacknowledged);
            _held.Enqueue(request);
            EndBy(request.Rid, SessionEnd.WrongKey, now);
            return;
        }

        // 2
        bool isLastAnswered = _log.Find(request.Rid - 1) is { Hash: not null, HadPayload: false };
        Confirm(request, body);
        _pause = null;

        // 3
        _held.Enqueue(request);
        MakeRoom(body);
        if (_end == SessionEnd.None && IsOveractive(request, body, isLastAnswered, now))
        {
            EndBy(request.Rid, SessionEnd.Overactive, now);
        }

        if (_end == SessionEnd.None)
        {
            ForwardAny(request, body, now);
        }

        if (_end == SessionEnd.None && body.Pause is int seconds)
        {
            Pause(request, TimeSpan.FromSeconds(seconds), now);
        }
    }

    private void ProcessReady(TimeSpan now)
    {
        while (_window.TryTakeNext(out HeldRequest request))
        {
            Process(request, now);
        }
    }

    /// <summary>Ends the session because of a request that has its place in the order, and will be told.</summary>
    private void EndBy(long rid, SessionEnd end, TimeSpan now)
    {
        if (_end == SessionEnd.None)
        {
            _endCause = rid;
        }

        End(end, now);
    }

    /// <summary>Ends the session. The first reason counts.</summary>
    /// <param name="end">The reason.</param>
    /// <param name="now">The time.</param>
    /// <param name="isLastStream">Whether it ends with its last stream: then the client is still told what it has not heard of others.</param>
    private void End(SessionEnd end, TimeSpan now, bool isLastStream = false)
    {
        if (_end != SessionEnd.None)
        {
            return;
        }

        _end = end;
        _endedAt = now;
        if (IsNothingLeft)
        {
            Restore(firstKept: long.MaxValue);
            while (_window.EarlyCount > 0)
            {
                LogMissing();
                _window.TryTakeAny(out HeldRequest early);
                _window.Advance(now);
                early.HasWrongKey = !_keys.Take(early.Body!);
                early.Body = null;
                _held.Enqueue(early);
            }
        }

        _endRid = _window.Next - 1;
        foreach (BoshStream stream in _streams.All)
        {
            if (IsNothingLeft && (stream.IsOpen || !isLastStream))
            {
                stream.GiveUp();
                stream.Owes &= ~StreamNotes.End;
            }

            stream.Close(end);
        }
    }
}
