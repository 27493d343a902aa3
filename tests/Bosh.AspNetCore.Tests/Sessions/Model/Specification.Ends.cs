using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Time, and the end of a session: inactivity, what the client is told, and what becomes of what it did not get. Invariant 9.</content>
internal sealed partial class Specification
{
    private TimeSpan _endedAt;
    private long _endTurn;
    private long _endCause;
    private bool _endIsTold;

    /// <summary>Why the session has to have ended.</summary>
    public SessionEnd Ended { get; private set; }

    public bool IsForgotten { get; private set; }

    /// <summary>
    /// Whether the client is still told all that servers sent before they went away: it has not ended the session itself but for its last stream, nor have we.
    /// </summary>
    public bool TellsAll { get; private set; } = true;

    /// <summary>Whether the session has ended, and the server was there to be told of what was left.</summary>
    private bool IsNothingLeft => LeavesServer(Ended);

    /// <summary>Whether a request did it: those that wait beside it are told that it was another one.</summary>
    private bool IsOfRequest => IsNothingLeft && Ended is not (SessionEnd.Terminated or SessionEnd.Inactive or SessionEnd.Shutdown);

    /// <summary>When something has to happen next, if nothing else does before.</summary>
    public TimeSpan? NextDue => Dues().Where(d => d > _now).Select(d => (TimeSpan?)d).Min();

    private TimeSpan? InactiveDue => Ended != SessionEnd.None || IsBusy || _recent.Exists(e => e.Answer is null && e.Current.IsWaiting) ? null
        : _contact + (_pause ?? _terms.InactivityPeriod);

    private TimeSpan? ForgetDue => Ended == SessionEnd.None || IsForgotten || _recent.Exists(e => e.Current.IsWaiting) ? null
        : Ended == SessionEnd.Inactive ? _endedAt
        : _endedAt + Terms.Tombstone;

    /// <summary>The timer has fired.</summary>
    public void Tick()
    {
        _now = _harness.Now;
        if (ForgetDue <= _now)
        {
            IsForgotten = true;
        }
        else if (InactiveDue <= _now)
        {
            End(SessionEnd.Inactive);
        }
        else if (GapDue <= _now)
        {
            SkipGap();
        }
    }

    /// <summary>The timer has fired as often as it was to: nothing may be left that should have happened.</summary>
    public void CheckTime()
    {
        _now = _harness.Now;
        CheckAnswersThatAreDue();
        Assert.False(GapDue <= _now, "a missing request is still waited for");
        Assert.False(InactiveDue <= _now, "a client is away for too long");
        Assert.False(ForgetDue <= _now, "a session is not forgotten");
        Assert.Equal(IsForgotten, _harness.IsForgotten);
    }

    /// <summary>We shut down.</summary>
    public void Shutdown()
    {
        _now = _harness.Now;
        End(SessionEnd.Shutdown);
    }

    /// <summary>Whether a server is there to be told of what nobody will fetch.</summary>
    private static bool LeavesServer(SessionEnd end)
        => end is not (SessionEnd.None or SessionEnd.StreamError or SessionEnd.ConnectionFailed or SessionEnd.ServerStalled);

    /// <summary>A request that has its place in the order ends the session.</summary>
    private void EndBy(Exchange exchange, SessionEnd reason)
    {
        _endCause = Ended == SessionEnd.None ? exchange.Rid : _endCause;
        End(reason);
    }

    /// <summary>The session has to end now. The first reason counts.</summary>
    private void End(SessionEnd reason, bool isLastStream = false)
    {
        if (Ended != SessionEnd.None)
        {
            return;
        }

        Ended = reason;
        _endedAt = _now;
        if (IsNothingLeft)
        {
            TellsAll = isLastStream;

            // With its last stream: of others that ended before, the client is still told.
            foreach (ServerStream stream in _streams.Where(s => s.IsOpen || !isLastStream))
            {
                Bounce(stream);
                stream.Owes &= ~Told.End;
            }

            BringBack();
            LetGo(_ => true);
            PassOverEarly();
        }

        _endTurn = _turn;
        foreach (ServerStream stream in _streams.Where(s => s.IsOpen))
        {
            stream.Close(reason);
        }
    }

    /// <summary>What came early is answered, and no longer waits for what is missing.</summary>
    private void PassOverEarly()
    {
        foreach (Exchange early in Early.ToList())
        {
            GiveUpBefore(early.Rid);
            early.HasWrongKey = !TakeKey(early.Request);
            _turn = early.Rid + 1;
        }
    }

    /// <summary>XEP-0124, Terminating the BOSH Session: the oldest request is told, the others get an empty answer. Errors are told to all.</summary>
    private string LastAttributes(Exchange exchange)
    {
        bool isTold = Ended == SessionEnd.Terminated && _endIsTold && exchange.Rid < _endTurn && exchange.Carried is null;
        _endIsTold = true;
        bool isBystander = exchange.Rid < _endTurn && exchange.Rid != _endCause && IsOfRequest;
        return isTold ? "" : TerminalAttributes(isBystander ? "other-request" : Condition(Ended));
    }

    private static string Terminal(string? condition) => $"<body{TerminalAttributes(condition)} xmlns='http://jabber.org/protocol/httpbind'/>";

    private static string TerminalAttributes(string? condition)
        => condition is null ? " type='terminate'" : $" type='terminate' condition='{condition}'";

    private static string? Condition(SessionEnd end) => end switch
    {
        SessionEnd.Terminated => null,
        SessionEnd.BadRequest => "bad-request",
        SessionEnd.TooManyRepeats or SessionEnd.PauseTooLong or SessionEnd.Overactive => "policy-violation",
        SessionEnd.StreamError => "remote-stream-error",
        SessionEnd.ConnectionFailed or SessionEnd.ServerStalled => "remote-connection-failed",
        SessionEnd.Shutdown => "system-shutdown",
        _ => "item-not-found",
    };

    private IEnumerable<TimeSpan> Dues()
    {
        foreach (TimeSpan? due in new[] { GapDue, InactiveDue, ForgetDue })
        {
            if (due is TimeSpan at)
            {
                yield return at;
            }
        }

        foreach (Exchange exchange in _recent.Where(e => e.Current.IsWaiting))
        {
            yield return DueOf(exchange);
            if (BlockedUntil(exchange.Rid) is TimeSpan until)
            {
                yield return until;
            }
        }
    }
}
