using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>
/// A simple model of what XEP-0124 and the design promise. It is told what happens to the session, says what the session has to do, and
/// compares: what reaches the server and every answer byte by byte, and when.
/// </summary>
internal sealed partial class Specification
{
    private const string Empty = "<body xmlns='http://jabber.org/protocol/httpbind'/>";

    private readonly Terms _terms;
    private readonly FakeLink _link;
    private readonly Dictionary<long, Exchange> _exchanges = [];

    /// <summary>The exchanges that something can still happen to, in rid order.</summary>
    private readonly List<Exchange> _recent = [];

    /// <summary>What waits for a request to carry it.</summary>
    private readonly List<Parcel> _outbox = [];

    private TimeSpan _now;

    /// <summary>When the client was last heard of or spoken to.</summary>
    private TimeSpan _contact;

    /// <summary>The rid that is to be processed next, and the one that was last: at the end of a session some are passed over.</summary>
    private long _turn = SessionHarness.First + 1;
    private long _lastProcessed = SessionHarness.First;

    /// <summary>When it was first missed.</summary>
    private TimeSpan _gapSince;

    /// <summary>The rid of the last request to pause.</summary>
    private long _pauseRid;

    /// <summary>The inactivity period that follows it; null after the next request.</summary>
    private TimeSpan? _pause;

    private bool _streamHasFailed;

    /// <summary>Whether the client has yet to be told what the header of the stream says.</summary>
    private bool _owesHeader;

    /// <summary>The answer that told what the server's header says, and whether one that did is known not to have got through.</summary>
    private Exchange? _headerTeller;
    private bool _wasHeaderLost;

    public Specification(Terms terms, FakeLink link, TimeSpan now, bool owesHeader)
    {
        _owesHeader = owesHeader;
        _terms = terms;
        _link = link;
        _sentLength = link.SentLength;
        _contact = _now = now;
    }

    private IEnumerable<Exchange> Held => _recent.Where(e => e.Rid < _turn && e.Answer is null);

    private IEnumerable<Exchange> Early => _recent.Where(e => e.Rid >= _turn);

    private int LiveHeld => Held.Count(e => e.Current.IsWaiting);

    private bool IsServerSlow => _link.QueuedBytes > Terms.UpstreamMark;

    /// <summary>The server sends an element. The session looks at it at its next opportunity.</summary>
    /// <returns>Whether it is the session's: after its end it is not.</returns>
    public bool Deliver(Stanza stanza)
    {
        if (Ended != SessionEnd.None)
        {
            return false;
        }

        _outbox.Add(stanza.Parcel);
        _streamHasFailed |= stanza.Parcel.IsStreamError;
        return true;
    }

    /// <summary>The session has been called: compares all that it has done, and looks for what it has not done.</summary>
    public void Look(SessionHarness harness, List<Copy> arrived)
    {
        _now = harness.Now;
        if (_streamHasFailed)
        {
            End(SessionEnd.StreamError);
        }

        if (_link.QueuedBytes > Terms.UpstreamCap)
        {
            End(SessionEnd.ServerStalled);
        }

        if (Held.Any(e => e.Current.IsWaiting && !e.IsPause))
        {
            BringBack();
            LetGo(e => e.MayBeTrimmed || Ended != SessionEnd.None);
        }

        foreach (Copy copy in arrived.Where(c => c.AnsweredAt is null && c.IsAnswered).OrderBy(c => !c.IsReplay).ThenBy(c => c.Rid).ToList())
        {
            Judge(copy);
            if (!copy.IsReplay)
            {
                CheckKept(harness.Session);
            }
        }

        SettleOwed();
        CheckUpward();
        CheckAnswersThatAreDue();
        CheckReading();
        Assert.Equal(Ended, harness.Ended);
    }

    /// <summary>
    /// Down, invariant 11: while too much waits for the client, nothing is read from the server; and it is read again as soon as there is room.
    /// </summary>
    private void CheckReading()
    {
        const int Head = 8;
        int waiting = _outbox.Sum(p => p.Size);
        int mostWaiting = waiting + (Head * _outbox.Count) + Adrift.Sum(e => e.Carried!.Size + Head);
        if (Ended != SessionEnd.None || mostWaiting < Terms.OutboundMark)
        {
            Assert.True(_link.IsReading, "the server is not read from, and there is room");
        }
        else if (waiting >= Terms.OutboundMark)
        {
            Assert.False(_link.IsReading, $"the server is read from, and {waiting} bytes wait for the client");
        }
    }

    /// <summary>
    /// Invariant 11: the log is bounded in count and bytes; but what is being written, or is known not to have got through, is not forgotten.
    /// </summary>
    private void CheckKept(BoshSession session)
    {
        List<LoggedAnswer> kept = KeptAnswers.Of(session);

        // As many as the client may have with us, as many pauses, as many that came early when the session ended; the one that was missing then.
        int most = (3 * _terms.Requests) + 2;
        Assert.True(kept.Count <= most, $"{kept.Count} answers are kept, {most} at most are needed");

        int size = 0;
        foreach (LoggedAnswer answer in Enumerable.Reverse(kept).Where(a => !a.Answer.Payload.IsEmpty))
        {
            bool isNewest = size == 0;
            size += answer.Answer.Bytes.Length;
            Assert.True(isNewest || size <= Terms.OutboundMark || IsNeeded(answer.Rid), $"{size} bytes of answers are kept");
        }
    }

    private bool IsNeeded(long rid) => _exchanges.TryGetValue(rid, out Exchange? exchange) && (exchange.IsLost || BusySince(exchange) is not null);
}
