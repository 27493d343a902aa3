using System.Text;
using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Up: which requests are taken, in what order, and what of them reaches the server. Invariants 1, 4, 5 and 6.</content>
internal sealed partial class Specification
{
    /// <summary>What the server must have been sent since the last look.</summary>
    private readonly StringBuilder _upward = new();

    /// <summary>Rids that had not come when later ones were told of the end.</summary>
    private readonly HashSet<long> _moot = [];

    /// <summary>What has been compared already.</summary>
    private int _sentLength;
    private int _flushes;

    /// <summary>Invariant 6: when a missing request is given up. It is not while the client waits for another answer.</summary>
    private TimeSpan? GapDue => IsForgotten || !Early.Any() ? null
        : Ended != SessionEnd.None ? _gapSince + Terms.FarewellGap
        : LiveHeld > 0 || IsBusy ? null
        : _gapSince + (Early.Any(e => e.Request.IsFarewell) ? Terms.FarewellGap : Terms.Gap);

    /// <summary>A request has arrived, and the session has taken it.</summary>
    /// <param name="copy">The request.</param>
    /// <param name="harness">The session, as it is afterwards.</param>
    public void Arrive(Copy copy, SessionHarness harness)
    {
        _contact = _now = copy.ArrivedAt = harness.Now;
        Request request = copy.Request;
        if (_exchanges.TryGetValue(request.Rid, out Exchange? exchange))
        {
            Repeat(exchange, copy, harness.Ended);
        }
        else if (_moot.Contains(request.Rid) && SessionHarness.Text(copy.Held!).Equals(Empty, StringComparison.Ordinal))
        {
            // A later one was told of the end: this one must not hide from the client what that one carries.
            copy.AnsweredAt = _now;
            copy.IsRefused = true;
        }
        else if (request.Rid < _turn)
        {
            RefuseGone(copy, harness.Ended);
        }
        else if (request.Rid >= _turn + _terms.Requests + (request.IsFarewell ? 1 : 0))
        {
            Refuse(copy, SessionEnd.RidOutsideWindow);
        }
        else if (request.Rid > _turn && IsNothingLeft)
        {
            Refuse(copy, SessionEnd.AnswerGone);
        }
        else
        {
            Take(copy);
        }
    }

    /// <summary>A request that cannot be read ends the session when its rid is one that may come.</summary>
    public void ArriveUnreadable(Copy copy, TimeSpan now)
    {
        _now = now;
        if (copy.Rid >= _turn && copy.Rid < _turn + _terms.Requests)
        {
            End(SessionEnd.BadRequest);
        }

        CheckRefusal(copy, "bad-request");
    }

    private void Take(Copy copy)
    {
        if (!Early.Any())
        {
            _gapSince = _now;
        }

        var exchange = new Exchange(copy);
        _exchanges.Add(copy.Rid, exchange);
        _recent.Insert(_recent.FindLastIndex(e => e.Rid < copy.Rid) + 1, exchange);
        ProcessInOrder();
    }

    private void ProcessInOrder()
    {
        while (_exchanges.TryGetValue(_turn, out Exchange? next))
        {
            Process(next);
        }
    }

    private void Process(Exchange exchange)
    {
        Request request = exchange.Request;
        _lastProcessed = request.Rid;
        _turn = request.Rid + 1;
        _gapSince = _now;
        GoOn();
        _pause = null;
        if (Ended != SessionEnd.None)
        {
            return;
        }

        _upward.Append(request.IsRestart ? "[restart]" : request.Payload);
        if (request.Pause > Terms.LongestPause)
        {
            _endCause = request.Rid;
            End(SessionEnd.PauseTooLong);
        }
        else if (request.Pause is int seconds)
        {
            exchange.IsPause = true;
            _pauseRid = request.Rid;
            _pause = seconds > 0 ? TimeSpan.FromSeconds(seconds) : _terms.InactivityPeriod;
        }

        if (request.IsTerminate)
        {
            End(SessionEnd.Terminated);
        }
    }

    /// <summary>The missing requests have not come: those behind them are processed. Should they come after all, they are refused.</summary>
    private void SkipGap()
    {
        if (Ended != SessionEnd.None)
        {
            GiveUpBefore(Early.First().Rid);
        }

        Process(Early.First());
        ProcessInOrder();
    }

    private void GiveUpBefore(long first)
    {
        for (long rid = _turn; rid < first; rid++)
        {
            _moot.Add(rid);
        }
    }

    private void Repeat(Exchange exchange, Copy copy, SessionEnd ended)
    {
        if (!IsKept(exchange, copy, ended))
        {
            RefuseGone(copy, ended);
        }
        else if (exchange.Request != copy.Request)
        {
            Refuse(copy, SessionEnd.InexactRepeat);
        }
        else if (exchange.Repeats == Terms.Repeats)
        {
            Refuse(copy, SessionEnd.TooManyRepeats);
        }
        else
        {
            exchange.Repeats++;
            Supersede(exchange.Current);
            exchange.Current = copy;
            copy.IsReplay = exchange.Answer is not null;
            exchange.IsLost &= exchange.IsAdrift;
        }
    }

    /// <summary>Invariant 5: the older HTTP request is answered at once, with the recoverable condition.</summary>
    private void Supersede(Copy older)
    {
        older.IsSuperseded = true;
        if (older.IsWaiting)
        {
            Assert.True(older.IsAnswered, $"a repeat of rid {older.Rid} has come, and the older request still waits");
            Assert.Same(Answer.Recoverable, SessionHarness.Outcome(older.Held!));
            older.AnsweredAt = _now;
        }
    }

    /// <summary>
    /// Whether an answer is still there to be repeated: as many as the client may have requests with us, answers to pauses not counted. The
    /// session may keep as many again; what it says decides.
    /// </summary>
    private bool IsKept(Exchange exchange, Copy copy, SessionEnd ended)
    {
        int pauses = Math.Min(_recent.Count(e => e.Rid >= exchange.Rid && e.IsNotCounted), _terms.Requests);
        bool mustBe = exchange.Answer is null || (!exchange.MayBeTrimmed && exchange.Rid >= _turn - _terms.Requests - pauses);
        bool canBe = exchange.Rid >= _lastProcessed - (2 * _terms.Requests);
        bool isRefused = copy.Held!.Rid == 0;
        bool isInexact = Ended == SessionEnd.None && ended == SessionEnd.InexactRepeat;
        SessionEnd told = Ended == SessionEnd.None ? SessionEnd.AnswerGone : Ended;
        bool isGone = isRefused && !isInexact && SessionHarness.Text(copy.Held).Equals(Terminal(Condition(told)), StringComparison.Ordinal);
        return mustBe || (canBe && !isGone);
    }

    /// <summary>
    /// The answer is not kept: the session ends, unless the client has gone past it. With pauses in between, when that is so is for the session to say.
    /// </summary>
    private void RefuseGone(Copy copy, SessionEnd ended)
    {
        bool mayBePast = copy.Rid < _lastProcessed - _terms.Requests;
        bool isPast = copy.Rid < _lastProcessed - (2 * _terms.Requests);
        if (Ended == SessionEnd.None && (isPast || (mayBePast && ended != SessionEnd.AnswerGone)))
        {
            CheckRefusal(copy, Condition(SessionEnd.AnswerGone));
        }
        else
        {
            Refuse(copy, SessionEnd.AnswerGone);
        }
    }

    private void Refuse(Copy copy, SessionEnd reason)
    {
        End(reason);
        CheckRefusal(copy, Condition(reason == SessionEnd.AnswerGone ? Ended : reason));
    }

    private void CheckRefusal(Copy copy, string? condition)
    {
        Assert.True(copy.IsAnswered, $"rid {copy.Rid} has no place in the session, and waits");
        Assert.Equal(Terminal(condition), SessionHarness.Text(copy.Held!));
        copy.AnsweredAt = _now;
        copy.IsRefused = true;
    }

    /// <summary>Invariants 1, 9 and 10: the server has been sent this, all of this, and nothing else.</summary>
    private void CheckUpward()
    {
        string sent = _link.SentAfter(_sentLength);
        _sentLength = _link.SentLength;
        foreach ((string reply, bool mustBe) in _strayReplies)
        {
            int index = sent.IndexOf(reply, StringComparison.Ordinal);
            Assert.True(index >= 0 || !mustBe, $"nobody was told that this was not delivered: {reply}");
            sent = index < 0 ? sent : sent.Remove(index, reply.Length);
        }

        Assert.Equal(_upward.ToString(), sent);
        Assert.True(sent.Length == 0 || _link.Flushes > _flushes, "what was queued for the server was not sent");
        _flushes = _link.Flushes;
        _strayReplies.Clear();
        _upward.Clear();
    }
}
