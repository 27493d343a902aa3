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

    /// <summary>
    /// After inactivity the session simply does not exist; after any other end it can be asked for some time, and until all who asked have
    /// been told.
    /// </summary>
    private TimeSpan? ForgetAt => _held.LiveCount > 0 || _window.HasLiveEarly || _replays.Oldest is not null ? null
        : _end == SessionEnd.Inactive ? _endedAt
        : _endedAt + TombstoneTime;

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
        TimeSpan? next = Earlier(GapEndsAt, _end != SessionEnd.None ? ForgetAt : IsIdle ? InactiveAt : null);
        if (_replays.Oldest is HeldRequest replay)
        {
            next = Earlier(next, _writing.Delays(replay.Rid, now));
        }

        if (_held.Oldest is { IsGone: false } oldest)
        {
            // It may be due already, and wait for the answer before it.
            next = Earlier(next, _writing.Delays(oldest.Rid, now) ?? AnswerAt(oldest));
        }

        return next;
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b ?? a : a;
}
