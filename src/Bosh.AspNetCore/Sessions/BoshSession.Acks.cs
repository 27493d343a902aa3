using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <content>XEP-0124, Acknowledgements: which answers the client has, and which requests we have.</content>
internal sealed partial class BoshSession
{
    /// <summary>
    /// How long after an answer was given a client that has not acknowledged it may be told so. Before, the two may merely have crossed, on a slow
    /// network too; and there are clients that take a report of what they have for the end.
    /// </summary>
    private static readonly TimeSpan ReportDelay = TimeSpan.FromSeconds(5);

    /// <summary>How many answers are kept for a client whose acknowledgements do not move; their bytes are bounded too.</summary>
    private const int MaxUnacknowledged = 64;

    /// <summary>
    /// Whether the client has ever named an answer that it has, but for the first one. There are clients that announce acknowledgements and never
    /// send any, and others that acknowledge the first answer for ever: they say nothing about the others.
    /// </summary>
    private bool _hasAcknowledged;

    /// <summary>The first rid whose answer the client may not have yet, as far as it has shown.</summary>
    private long _firstKept;

    /// <summary>The rid of the first answer that the client seems not to have got; 0 for none.</summary>
    private long _missingRid;

    /// <summary>The last one that it was told of: once is enough, and more would make it poll without a pause.</summary>
    private long _reportedRid;

    /// <summary>When the client is told of it, though there be nothing else to tell.</summary>
    private TimeSpan? ReportAt => _missingRid != 0 ? _log.Find(_missingRid)?.GivenAt + ReportDelay : null;

    /// <summary>Forgets the answers that a new request shows its client to have, and takes back from the others what did not get through.</summary>
    private void Confirm(HeldRequest request, BodyElement body)
    {
        // That of the request that creates the session announces acknowledgements, and is none.
        if (Terms.UsesAcks && request.Rid != _firstRid)
        {
            _hasAcknowledged |= body.Ack > _firstRid;
            bool saysAll = body.Ack is null && _hasAcknowledged && _held.Oldest is null;
            long last = Math.Min(saysAll ? long.MaxValue : body.Ack ?? 0, request.Rid - 1);
            Forget(last + 1);
            bool isMissing = _hasAcknowledged && body.Ack is not null && last + 1 != _reportedRid;
            _missingRid = isMissing && _log.Find(last + 1) is { GivenAt: not null } ? last + 1 : 0;
        }

        long firstKept = _hasAcknowledged ? request.Rid - MaxUnacknowledged : _log.FirstKept(request.Rid, Terms.Requests);
        Restore(firstKept);
        Forget(firstKept);
        ConfirmToServers(request, body);
    }

    /// <summary>
    /// What the client has need no longer be kept by the servers (XEP-0198). Beside the answers that it cannot have missed
    /// (<see cref="_firstKept"/>; design, invariant 8) these are all that were written before a request came that asks for nothing but
    /// more, or for the end, while none other was here: a client that asks so has seen its last answer, or the one before it where it keeps two
    /// requests with us. What it read last would else come again at its next log-in.
    /// </summary>
    private void ConfirmToServers(HeldRequest request, BodyElement body)
    {
        bool hasSeenAll = !_hasAcknowledged && (body.IsPlain || body.IsTerminate) && request.Opening is null
            && _held.Oldest is null && _replays.Oldest is null && _writing.IsEmpty;
        int inFlight = body.IsTerminate || body.Pause is not null ? Terms.Requests + 1 : Terms.Requests;
        long last = Math.Max(_firstKept - 1, hasSeenAll ? request.Rid - Math.Max(1, Terms.Hold) : _hasAcknowledged ? 0 : request.Rid - inFlight);
        if (_log.FirstLost is long lost && lost <= last)
        {
            last = lost - 1;
        }

        foreach (BoshStream stream in _streams.All)
        {
            stream.Management.Confirm(last);
        }
    }

    private void Forget(long firstKept)
    {
        _log.Trim(firstKept);
        _firstKept = Math.Max(_firstKept, firstKept);
    }

    /// <summary>What there is to say beside the payload of an answer.</summary>
    private AnswerNotes TakeNotes(HeldRequest request, TimeSpan now)
    {
        AnswerNotes notes = Ack(request.Rid);
        if (ReportAt <= now)
        {
            notes = notes with { Report = _missingRid, SinceReported = now - _log.Find(_missingRid)!.GivenAt!.Value };
            _reportedRid = _missingRid;
            _missingRid = 0;
        }

        return notes;
    }

    /// <summary>Tells which requests have come, in an answer to one of them.</summary>
    private AnswerNotes Ack(long rid) => Terms.UsesAcks && _window.LastReceived != rid ? new AnswerNotes(_window.LastReceived, 0, default) : default;
}
