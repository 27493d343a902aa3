using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Up: which requests are taken, and in what order. Invariants 1 and 6.</content>
internal sealed partial class Specification
{
    /// <summary>Rids that had not come when later ones were told of the end.</summary>
    private readonly HashSet<long> _moot = [];

    /// <summary>Invariant 6: when a missing request is given up. It is not while the client waits for another answer.</summary>
    private TimeSpan? GapDue => IsForgotten || !Early.Any() ? null
        : Ended != SessionEnd.None ? _gapSince + Terms.FarewellGap
        : LiveHeld > 0 || IsBusy ? null
        : _gapSince + (Early.Any(e => e.Request.IsFarewell) ? Terms.FarewellGap : Terms.Gap);

    /// <summary>A request has arrived, and the session has taken it.</summary>
    public void Arrive(Copy copy)
    {
        _contact = _now = copy.ArrivedAt = _harness.Now;
        Request request = copy.Request;
        if (_exchanges.TryGetValue(request.Rid, out Exchange? exchange))
        {
            Repeat(exchange, copy);
        }
        else if (_moot.Contains(request.Rid) && AnswerText.IsEmpty(SessionHarness.Text(copy.Held!), Received))
        {
            // A later one was told of the end: this one must not hide from the client what that one carries.
            Assert.Equal(Empty(request.Rid), SessionHarness.Text(copy.Held!));
            copy.AnsweredAt = _now;
            copy.IsRefused = true;
        }
        else if (request.Rid < _turn)
        {
            RefuseGone(copy);
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

    /// <summary>A request that cannot be read ends the session when its rid is one that may come, and its key the one that is due.</summary>
    public void ArriveUnreadable(Copy copy)
    {
        _now = _harness.Now;
        if (copy.Rid >= _turn && copy.Rid < _turn + _terms.Requests && HasRightKey(copy.Request))
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

        var exchange = new Exchange(copy) { CameEarly = copy.Rid > _turn };
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
        if (!TakeKey(request))
        {
            // Nothing of it counts; but there may be any number of its kind.
            exchange.HasWrongKey = true;
            KeepNoMoreThan(MostUnacknowledged, request.Rid);
            EndBy(exchange, SessionEnd.WrongKey);
            return;
        }

        Confirm(request);
        GoOn();
        _pause = null;
        MakeRoom(request);
        if (Ended != SessionEnd.None)
        {
            return;
        }

        if (IsOveractive(exchange))
        {
            EndBy(exchange, SessionEnd.Overactive);
            return;
        }

        Forward(exchange);
        if (request.Pause is int seconds && Ended == SessionEnd.None)
        {
            Pause(exchange, seconds);
        }
    }

    /// <summary>A request that brings something is held in the place of another, be there room for two or not.</summary>
    private void MakeRoom(Request request)
    {
        if (!request.IsPlain && LiveHeld > 1 && LiveHeld <= _terms.Hold)
        {
            Held.First(e => e.Current.IsWaiting).MakesRoom = true;
        }
    }

    private void Pause(Exchange exchange, int seconds)
    {
        if (seconds > Terms.LongestPause)
        {
            EndBy(exchange, SessionEnd.PauseTooLong);
            return;
        }

        exchange.IsPause = true;
        _pauseRid = exchange.Rid;
        _pause = seconds > 0 ? TimeSpan.FromSeconds(seconds) : _terms.InactivityPeriod;
    }

    /// <summary>The missing requests have not come: those behind them are processed. Should they come after all, they are refused.</summary>
    private void SkipGap()
    {
        GiveUpBefore(Early.First().Rid);
        Process(Early.First());
        ProcessInOrder();
    }

    /// <summary>Nobody waits any more for what is missing before a rid.</summary>
    private void GiveUpBefore(long first)
    {
        for (long rid = _turn; rid < first; rid++)
        {
            _firstMissing ??= rid;
            _keysPassedOver++;
            if (Ended != SessionEnd.None)
            {
                _moot.Add(rid);
            }
        }
    }
}
