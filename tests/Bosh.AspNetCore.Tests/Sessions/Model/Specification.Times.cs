using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>When a request is answered. Invariants 2, 7 and 11, hold and wait.</content>
internal sealed partial class Specification
{
    /// <summary>Whether answers are being written, or wait to be given again.</summary>
    private bool IsBusy => _recent.Exists(e => BusySince(e) is not null);

    private bool MayAnswer(Exchange exchange)
        => MustAnswer(exchange)
            || _now >= exchange.Current.ArrivedAt + WaitOf(exchange) - Terms.Margin
            || ReportDue <= _now
            || Lost.Any()
            || _streams.Exists(s => s is { IsKnown: true, MayHaveNews: true });

    /// <summary>
    /// A request is answered when there is something to tell, when the client is not to have more with us (not while a server is slow, so that the
    /// client becomes slow too, unless it sends on all the same), when it may hold up a missing one, when the client pauses, or when its time is over.
    /// </summary>
    private bool MustAnswer(Exchange exchange)
    {
        bool mayBeEmpty = _terms.IsPolling || Early.Any() || LiveHeld > _terms.Hold || exchange.MakesRoom || exchange.Opened is { IsOld: true };
        return Ended != SessionEnd.None
            || _streams.Exists(s => s.IsKnown && s.HasNews)
            || exchange.Opened is { HasNews: true }
            || exchange.Refusal is not null
            || exchange.ClosesStream
            || _now >= DueOf(exchange)
            || exchange.Rid <= _pauseRid
            || ((!IsServerSlow || LiveHeld > _terms.Requests + 1) && mayBeEmpty);
    }

    /// <summary>How long it waits at most: for the features of the stream that it opened, or for anything.</summary>
    private TimeSpan WaitOf(Exchange exchange) => exchange.Opened is not null ? _terms.FeaturesWait : _terms.LongestWait;

    private TimeSpan DueOf(Exchange exchange)
    {
        TimeSpan due = exchange.Current.ArrivedAt + WaitOf(exchange);
        return _unheard is { MayBeTrimmed: false } && ReportDue < due ? ReportDue.Value : due;
    }

    /// <summary>Invariant 7: what is owed to a client that has gone is settled as empty, when a newer request has followed and it is its turn.</summary>
    private void SettleOwed()
    {
        while (Held.FirstOrDefault() is { Current.IsGone: true } oldest && oldest.Rid < _turn - 1)
        {
            oldest.Answer = Empty(oldest.Rid);
            oldest.Opened?.Announce();
        }
    }

    private void CheckAnswersThatAreDue()
    {
        foreach (Exchange exchange in _recent.Where(e => e.IsGivenAgain))
        {
            Assert.True(BlockedUntil(exchange.Rid) is not null, $"rid {exchange.Rid} is not answered again");
        }

        if (Held.FirstOrDefault() is { Current.IsWaiting: true } oldest && MustAnswer(oldest))
        {
            Assert.True(BlockedUntil(oldest.Rid) is not null, $"rid {oldest.Rid} is not answered");
        }
    }

    /// <summary>Invariant 2: until when an answer waits for those before it to be written.</summary>
    private TimeSpan? BlockedUntil(long rid)
    {
        TimeSpan? until = null;
        foreach (Exchange exchange in _recent.Where(e => e.Rid < rid))
        {
            if (BusySince(exchange) + Terms.WriteBound is TimeSpan end && end > _now && !(until < end))
            {
                until = end;
            }
        }

        return until;
    }

    private static TimeSpan? BusySince(Exchange exchange) => exchange.Current switch
    {
        { IsGone: true } or { IsFinished: true } => null,
        { IsReplay: true, AnsweredAt: null } waiting => waiting.ArrivedAt,
        Copy copy => copy.AnsweredAt,
    };
}
