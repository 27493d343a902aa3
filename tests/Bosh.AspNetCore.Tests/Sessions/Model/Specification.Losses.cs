namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Nothing lost: answers that are known not to have got through, and clients that go away. Invariants 7 and 8.</content>
internal sealed partial class Specification
{
    /// <summary>What is lost and will be given again some time, but not in its order.</summary>
    private IEnumerable<Exchange> Adrift => _recent.Where(e => e.IsLost && e.Carried is not null);

    /// <summary>Whether a writing took so long that the next answer did not wait for it: if it fails, what it carried comes later.</summary>
    public bool HasBeenOutOfOrder { get; private set; }

    /// <summary>The answer to a request has been handed to the HTTP server, or could not be.</summary>
    public void Written(Copy copy, bool ok, TimeSpan now)
    {
        _contact = _now = now;
        copy.IsFinished = true;
        if (!copy.IsRefused && _exchanges.TryGetValue(copy.Rid, out Exchange? exchange) && exchange.Current == copy)
        {
            Lose(exchange, isLost: !ok);
        }
    }

    /// <summary>The client of a request has gone before it was answered.</summary>
    public void Gone(Copy copy, TimeSpan now)
    {
        _contact = _now = now;
        copy.IsGone = true;
        if (copy.IsReplay)
        {
            Lose(_exchanges[copy.Rid], isLost: true);
        }
    }

    private void Lose(Exchange exchange, bool isLost)
    {
        _wasHeaderLost |= isLost && exchange == _headerTeller;
        if (exchange.Carried is null || exchange.IsAdrift)
        {
            return;
        }

        exchange.IsLost = isLost;
        exchange.IsConfirmed = isLost && exchange.Rid < _turn - _terms.Requests;
        exchange.IsAdrift = exchange.IsConfirmed;
    }

    /// <summary>A new request has come: what was lost before it goes first into the next answer, and no repeat will find it any more.</summary>
    private void GoOn()
    {
        BringBack();
        LetGo(e => e.Rid < _turn - _terms.Requests);
        _recent.RemoveAll(e => e.Rid < _turn - (3 * _terms.Requests) && e is { Answer: not null, IsLost: false } && BusySince(e) is null);
    }

    /// <summary>What will be forgotten otherwise is given again too, though not in its order.</summary>
    private void LetGo(Func<Exchange, bool> isForgotten)
    {
        foreach (Exchange exchange in Adrift.Where(isForgotten))
        {
            exchange.IsAdrift = true;
        }
    }

    /// <summary>
    /// Brings back what was lost and is not followed by an answer that carried something and may have got through: the order stays.
    /// </summary>
    private void BringBack()
    {
        for (int i = _recent.Count - 1; i >= 0; i--)
        {
            Exchange exchange = _recent[i];
            if (exchange.Carried is null || exchange.IsAdrift)
            {
                continue;
            }

            if (!exchange.IsLost)
            {
                return;
            }

            _outbox.Insert(0, exchange.Carried);
            SetEmpty(exchange);
        }
    }

    private Parcel? TakeAdrift(ReadOnlySpan<char> payload)
    {
        foreach (Exchange exchange in Adrift)
        {
            if (payload.StartsWith(exchange.Carried!.Text))
            {
                Parcel parcel = exchange.Carried;
                HasBeenOutOfOrder = true;
                SetEmpty(exchange);
                return parcel;
            }
        }

        return null;
    }

    private static void SetEmpty(Exchange exchange)
    {
        exchange.Answer = Empty;
        exchange.Carried = null;
        exchange.IsLost = exchange.IsAdrift = false;
    }
}
