namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Nothing lost: answers that are known not to have got through, and clients that go away. Invariants 7 and 8.</content>
internal sealed partial class Specification
{
    /// <summary>What servers have sent that is lost and will be given again some time.</summary>
    private IEnumerable<Exchange> Lost => _recent.Where(e => e.IsLost && e.Carried is not null);

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

    /// <summary>Whether an element waits for a client that may not come.</summary>
    public bool Keeps(Stanza stanza)
        => _streams.SelectMany(s => s.Outbox).Concat(Lost.Select(e => e.Carried!)).Any(p => p.Text.Contains(stanza.Parcel.Text, StringComparison.Ordinal));

    private void Lose(Exchange exchange, bool isLost)
    {
        if (!exchange.Tells || exchange.IsAdrift)
        {
            return;
        }

        if (exchange.Rid < _goneBefore)
        {
            // The client had confirmed it: nobody keeps it any more.
            Forget(exchange);
            return;
        }

        exchange.IsLost = isLost;
        if (isLost && exchange.Rid < _keptFrom)
        {
            exchange.IsConfirmed = true;
            LetGo(exchange);
        }
    }

    /// <summary>A new request has come: what was lost before it goes first into the next answer, and no repeat will find it any more.</summary>
    private void GoOn()
    {
        BringBack();
        LetGo(e => e.Rid < _keptFrom);
        _recent.RemoveAll(e => e.Rid < _goneBefore - _terms.Requests && e is { Answer: not null, IsLost: false } && BusySince(e) is null);
    }

    /// <summary>What will be forgotten otherwise is given again too, though not in its order.</summary>
    private void LetGo(Func<Exchange, bool> isForgotten)
    {
        foreach (Exchange exchange in _recent.Where(e => e is { IsLost: true, IsAdrift: false } && isForgotten(e)))
        {
            LetGo(exchange);
        }
    }

    private static void LetGo(Exchange exchange)
    {
        exchange.IsAdrift = true;
        exchange.IsLost = exchange.Carried is not null;
        exchange.Stream!.MayOwe |= exchange.Stream.Again(exchange);
        (exchange.ToldAdrift, exchange.Told) = (exchange.Told, Told.Nothing);
    }

    private void BringBack()
    {
        if (_recent.Exists(e => e.IsLost))
        {
            _streams.ForEach(BringBack);
        }
    }

    /// <summary>
    /// Brings back what was lost and is not followed by an answer that carried something of the stream and may have got through: the order stays.
    /// </summary>
    private void BringBack(ServerStream stream)
    {
        for (int i = _recent.Count - 1; i >= 0; i--)
        {
            Exchange exchange = _recent[i];
            if (exchange.Stream != stream || !exchange.Tells || exchange.IsAdrift)
            {
                continue;
            }

            if (exchange.IsLost)
            {
                stream.TakeBack(exchange);
                SetEmpty(exchange);
            }
            else if (exchange.Carried is not null)
            {
                return;
            }
        }
    }

    private Parcel? TakeAdrift(ServerStream stream, ReadOnlySpan<char> payload)
    {
        foreach (Exchange exchange in Lost.Where(e => e.Stream == stream))
        {
            if (payload.StartsWith(exchange.Carried!.Text))
            {
                Parcel parcel = exchange.Carried;
                HasBeenOutOfOrder = true;
                stream.MayOwe |= stream.Again(exchange);
                SetEmpty(exchange);
                return parcel;
            }
        }

        return null;
    }

    /// <summary>A repeat finds nothing in the answer: what was in it is told elsewhere.</summary>
    private void SetEmpty(Exchange exchange)
    {
        exchange.Answer = Empty(exchange.Rid);
        Forget(exchange);
    }

    private static void Forget(Exchange exchange)
    {
        exchange.Carried = null;
        exchange.Told = Told.Nothing;
        exchange.IsLost = false;
    }
}
