using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Time, and the end of a session: inactivity, what the client is told, and what becomes of what it did not get. Invariant 9.</content>
internal sealed partial class Specification
{
    /// <summary>Replies to the senders of what was adrift: they may come in any order.</summary>
    private readonly List<(string Reply, bool MustBe)> _strayReplies = [];

    private TimeSpan _endedAt;
    private long _endTurn;
    private long _endCause;
    private bool _endIsTold;

    /// <summary>Why the session has to have ended.</summary>
    public SessionEnd Ended { get; private set; }

    public bool IsForgotten { get; private set; }

    /// <summary>Whether the session has ended, and the server was there to be told of what was left.</summary>
    private bool IsNothingLeft
        => Ended is not (SessionEnd.None or SessionEnd.StreamError or SessionEnd.ConnectionFailed or SessionEnd.ServerStalled);

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
    public void Tick(TimeSpan now)
    {
        _now = now;
        if (ForgetDue <= now)
        {
            IsForgotten = true;
        }
        else if (InactiveDue <= now)
        {
            End(SessionEnd.Inactive);
        }
        else if (GapDue <= now)
        {
            SkipGap();
        }
    }

    /// <summary>The timer has fired as often as it was to: nothing may be left that should have happened.</summary>
    public void CheckTime(SessionHarness harness)
    {
        _now = harness.Now;
        CheckAnswersThatAreDue();
        Assert.False(GapDue <= _now, "a missing request is still waited for");
        Assert.False(InactiveDue <= _now, "a client is away for too long");
        Assert.False(ForgetDue <= _now, "a session is not forgotten");
        Assert.Equal(IsForgotten, harness.IsForgotten);
    }

    /// <summary>The session has to end now. The first reason counts.</summary>
    public void End(SessionEnd reason, TimeSpan now)
    {
        _now = now;
        End(reason);
    }

    private void End(SessionEnd reason)
    {
        if (Ended != SessionEnd.None)
        {
            return;
        }

        Ended = reason;
        _endedAt = _now;
        if (IsNothingLeft)
        {
            Bounce();
            foreach (Exchange early in Early.ToList())
            {
                GiveUpBefore(early.Rid);
            }

            _turn = _recent.Count > 0 ? Math.Max(_turn, _recent[^1].Rid + 1) : _turn;
        }

        _endTurn = _turn;
        _upward.Append("[close]");
    }

    /// <summary>Invariant 9: the senders of what was not delivered are told, each once.</summary>
    private void Bounce()
    {
        BringBack();
        _strayReplies.AddRange(Adrift.Select(e => (e.Carried!.Reply, !e.IsConfirmed)));
        foreach (Exchange exchange in Adrift.ToList())
        {
            SetEmpty(exchange);
        }

        _outbox.ForEach(p => _upward.Append(p.Reply));
        _outbox.Clear();
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
        SessionEnd.TooManyRepeats or SessionEnd.PauseTooLong => "policy-violation",
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
            yield return exchange.Current.ArrivedAt + _terms.LongestWait;
            if (BlockedUntil(exchange.Rid) is TimeSpan until)
            {
                yield return until;
            }
        }
    }
}
