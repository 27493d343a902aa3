namespace Bosh.AspNetCore.Sessions;

/// <content>When what is due. Everything here is derived from the state; nothing is stored.</content>
internal sealed partial class BoshSession
{
    /// <summary>Answers are given this much before they are due, so that they arrive in time: a late one meets the client's own limit.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromMilliseconds(250);

    /// <summary>How long an ended session can say why.</summary>
    private static readonly TimeSpan TombstoneTime = TimeSpan.FromSeconds(60);

    /// <summary>Whether the client has nothing with us that we could answer (XEP-0124, Inactivity).</summary>
    private bool IsIdle => _held.LiveCount == 0 && !_window.HasLiveEarly && _writing.IsEmpty;

    private TimeSpan InactiveAt => _lastContact + (_pause ?? Terms.Inactivity);

    /// <summary>After inactivity the session simply does not exist; after any other end it can be asked for some time.</summary>
    private TimeSpan ForgetAt => _end == SessionEnd.Inactive ? _endedAt : _endedAt + TombstoneTime;

    /// <summary>When a missing request is no longer waited for: never while the client waits for another answer, which may be what holds it up.</summary>
    private TimeSpan? GapEndsAt => _window.EarlyCount == 0 || _held.LiveCount > 0 || !_writing.IsEmpty ? null
        : _window.HasEarlyFarewell && FarewellGap < Terms.GapTimeout ? _window.GapSince + FarewellGap
        : _window.GapSince + Terms.GapTimeout;

    /// <summary>While the server is slow, empty answers wait: so the client sends no more than the server takes.</summary>
    private bool IsServerSlow => _streams.QueuedBytes > Terms.MaxUpstreamBuffer;

    private bool OpensStream(HeldRequest request) => request.Rid == _firstRid || request.Opened is not null;

    /// <summary>When a request is answered whatever has come.</summary>
    private TimeSpan AnswerAt(HeldRequest request)
    {
        TimeSpan wait = OpensStream(request) ? Terms.FeaturesTimeout : Terms.Wait;
        TimeSpan margin = wait / 10 < AnswerMargin ? wait / 10 : AnswerMargin;
        TimeSpan at = request.ArrivedAt + wait - margin;
        return ReportAt is TimeSpan reportAt && reportAt < at ? reportAt : at;
    }

    /// <summary>When to look again, if nothing happens before.</summary>
    private TimeSpan? NextDeadline(TimeSpan now)
    {
        if (_replays.Oldest is HeldRequest replay && _writing.Delays(replay.Rid, now) is TimeSpan earlierEnds)
        {
            return earlierEnds;
        }

        if (_held.Oldest is { IsGone: false } blocked && _writing.Delays(blocked.Rid, now) is TimeSpan writeEnds)
        {
            // The oldest waits for the answer before it, and may be due already.
            return _end != SessionEnd.None || AnswerAt(blocked) <= now ? writeEnds : Earlier(writeEnds, AnswerAt(blocked));
        }

        if (_end != SessionEnd.None)
        {
            return ForgetAt > now ? ForgetAt : now;
        }

        TimeSpan? answerAt = _held.Oldest is { IsGone: false } oldest ? AnswerAt(oldest) : null;
        return Earlier(Earlier(answerAt, GapEndsAt), IsIdle ? InactiveAt : null);
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;
}
