using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>XEP-0124, Broken Connections: rids that have come before, and refusals. Invariants 4 and 5.</content>
internal sealed partial class Specification
{
    private void Repeat(Exchange exchange, Copy copy)
    {
        if (!IsKept(exchange, copy))
        {
            RefuseGone(copy);
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
            _unheard = _unheard == exchange ? null : _unheard;
        }
    }

    /// <summary>Invariant 5: the older HTTP request is answered at once, with the recoverable condition.</summary>
    private void Supersede(Copy older)
    {
        older.IsSuperseded = true;
        if (older.IsWaiting)
        {
            Assert.True(older.IsAnswered, $"a repeat of rid {older.Rid} has come, and the older request still waits");
            Assert.Equal($"<body type='error'{AckOf(older.Rid)} xmlns='http://jabber.org/protocol/httpbind'/>", SessionHarness.Text(older.Held!));
            older.AnsweredAt = _now;
        }
    }

    /// <summary>
    /// Whether an answer is still there to be repeated: until it is acknowledged; without that as many as the client may have requests with us, answers
    /// to pauses not counted. The session may keep some more; what it says decides.
    /// </summary>
    private bool IsKept(Exchange exchange, Copy copy)
    {
        if (exchange.Answer is null)
        {
            return true;
        }

        if (exchange.Rid < _goneBefore)
        {
            return false;
        }

        int pauses = _acknowledges ? 0 : Math.Min(_recent.Count(e => e.Rid >= exchange.Rid && e.IsNotCounted), _terms.Requests);
        bool mustBe = !exchange.MayBeTrimmed && exchange.Rid >= _keptFrom - pauses;
        bool isRefused = copy.Held!.Rid == 0;
        bool isInexact = Ended == SessionEnd.None && _harness.Ended == SessionEnd.InexactRepeat;
        SessionEnd told = Ended == SessionEnd.None ? SessionEnd.AnswerGone : Ended;
        bool isGone = isRefused && !isInexact && SessionHarness.Text(copy.Held).Equals(Terminal(Condition(told)), StringComparison.Ordinal);
        return mustBe || !isGone;
    }

    /// <summary>
    /// The answer is not kept: the session ends, unless the client has gone past it. With pauses in between, when that is so is for the session to say.
    /// </summary>
    private void RefuseGone(Copy copy)
    {
        bool mayBePast = copy.Rid < _keptFrom - 1;
        bool isPast = copy.Rid < _goneBefore;
        if (Ended == SessionEnd.None && (isPast || (mayBePast && _harness.Ended != SessionEnd.AnswerGone)))
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
}
