namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>XEP-0124, Acknowledgements: which requests have come, which answers the client has, and how long answers are kept.</content>
internal sealed partial class Specification
{
    /// <summary>How many answers are kept for a client whose acknowledgements do not move.</summary>
    private const int MostUnacknowledged = 64;

    /// <summary>How long after an answer its request and an acknowledgement of less may have crossed.</summary>
    private static readonly TimeSpan ReportDelay = TimeSpan.FromSeconds(5);

    /// <summary>Whether the client has ever acknowledged more than the answer to its first request.</summary>
    private bool _acknowledges;

    /// <summary>The rid up to which it has all answers, as it says.</summary>
    private long _acknowledged;

    /// <summary>The answers before this one are certainly forgotten, and those from that one are certainly kept, but for their size.</summary>
    private long _goneBefore;
    private long _keptFrom;

    /// <summary>The first rid that never came.</summary>
    private long? _firstMissing;

    /// <summary>The answer that the client seems not to have got.</summary>
    private Exchange? _unheard;

    /// <summary>The rid of the one that it was last told of.</summary>
    private long _reported;

    /// <summary>The highest rid up to which all have come.</summary>
    private long Received => _firstMissing is long missing ? missing - 1 : _turn - 1;

    /// <summary>When the client is told of an answer that it seems not to have got.</summary>
    private TimeSpan? ReportDue => _unheard?.GivenAt + ReportDelay;

    /// <summary>XEP-0124, Request Acknowledgements: said in every answer but that to the highest request.</summary>
    private string AckOf(long rid) => _terms.UsesAcks && Received != rid ? $" ack='{Received}'" : "";

    private string Empty(long rid) => $"<body{AckOf(rid)} xmlns='http://jabber.org/protocol/httpbind'/>";

    /// <summary>XEP-0124, Response Acknowledgements: what the client has need not be kept, nor given again.</summary>
    private void Confirm(Request request)
    {
        long rid = request.Rid;
        if (_terms.UsesAcks)
        {
            _acknowledges |= request.Ack > SessionHarness.First;

            // To say nothing means to have everything, when there is nothing that has not been answered.
            bool hasAll = request.Ack is null && _acknowledges && !Held.Any(e => e.Rid < rid);
            long has = hasAll ? rid - 1 : Math.Min(request.Ack ?? 0, rid - 1);
            _acknowledged = Math.Max(_acknowledged, has);
            foreach (Exchange exchange in _recent.Where(e => e.Rid <= has && e.Answer is not null))
            {
                // What is adrift may have been taken out of the answer before, and waits for another one.
                exchange.IsConfirmed = true;
                if (!exchange.IsAdrift)
                {
                    Forget(exchange);
                }
            }

            bool isMissing = _acknowledges && request.Ack is not null && has + 1 != _reported;
            _unheard = isMissing ? _recent.Find(e => e.Rid == has + 1 && e is { GivenAt: not null }) : null;
        }

        if (_acknowledges)
        {
            KeepNoMoreThan(MostUnacknowledged, rid);
        }
        else
        {
            _keptFrom = Math.Max(_keptFrom, rid + 1 - _terms.Requests);
            _goneBefore = Math.Max(_goneBefore, rid - (2 * _terms.Requests));
        }

        _keptFrom = Math.Max(_keptFrom, _acknowledged + 1);
        _goneBefore = Math.Max(_goneBefore, _acknowledged + 1);
    }

    private void KeepNoMoreThan(int count, long rid)
    {
        _keptFrom = Math.Max(_keptFrom, rid - count);
        _goneBefore = Math.Max(_goneBefore, rid - count);
    }

    /// <summary>
    /// The report in the next answer, once for each rid. Of an answer that may have been forgotten because of its size, there may be none.
    /// </summary>
    private string Report(string text)
    {
        if (_unheard is not Exchange unheard || ReportDue > _now)
        {
            return "";
        }

        _unheard = null;
        if (unheard.MayBeTrimmed && !text.Contains(" report='", StringComparison.Ordinal))
        {
            return "";
        }

        _reported = unheard.Rid;
        long time = Math.Min((long)(_now - unheard.GivenAt!.Value).TotalMilliseconds, ushort.MaxValue);
        return $" report='{unheard.Rid}' time='{time}'";
    }
}
