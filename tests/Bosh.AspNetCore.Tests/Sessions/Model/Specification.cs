using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>
/// A simple model of what XEP-0124 and the design promise. It is told what happens to the session, says what the session has to do, and
/// compares: what reaches the servers and every answer byte by byte, and when.
/// </summary>
internal sealed partial class Specification
{
    private readonly Terms _terms;
    private readonly SessionHarness _harness;
    private readonly Dictionary<long, Exchange> _exchanges = [];

    /// <summary>The exchanges that something can still happen to, in rid order.</summary>
    private readonly List<Exchange> _recent = [];

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

    /// <param name="terms">The terms of the session.</param>
    /// <param name="harness">The session, which has been created, and its creation been answered.</param>
    /// <param name="owesHeader">Whether that answer did not tell what the server's header says.</param>
    /// <param name="newKey">The <c>newkey</c> of the creation.</param>
    public Specification(Terms terms, SessionHarness harness, bool owesHeader, string? newKey)
    {
        _terms = terms;
        _harness = harness;
        _contact = _now = harness.Now;
        _keyLeadsTo = newKey;
        ServerStream first = AddStream();
        first.Announce();
        first.Owes = Told.Nothing;
        Open(0, isOld: false);
        first.Owes = owesHeader ? Told.Header : Told.Nothing;
    }

    private IEnumerable<Exchange> Held => _recent.Where(e => e.Rid < _turn && e.Answer is null);

    private IEnumerable<Exchange> Early => _recent.Where(e => e.Rid >= _turn);

    private int LiveHeld => Held.Count(e => e.Current.IsWaiting);

    private bool IsServerSlow => _streams.Exists(s => s.IsOpen && s.Queued > Terms.UpstreamMark);

    /// <summary>The session has been called: compares all that it has done, and looks for what it has not done.</summary>
    public void Look(List<Copy> arrived)
    {
        _now = _harness.Now;
        _streams.ForEach(s => s.LookAtQueue());
        EndFailedStreams();
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
                CheckKept();
            }
        }

        SettleOwed();
        _streams.ForEach(s => s.CheckUpward());
        CheckAnswersThatAreDue();
        CheckReading();
        Assert.Equal(_streams.Count, _harness.StreamCount);
        Assert.Equal(Ended, _harness.Ended);
    }

    /// <summary>
    /// Down, invariant 11: while too much waits for the client, nothing is read from any server; and it is read again as soon as there is room.
    /// </summary>
    private void CheckReading()
    {
        const int Head = 8;
        List<Parcel> outbox = [.. _streams.SelectMany(s => s.Outbox)];
        int waiting = outbox.Sum(p => p.Size);
        int mostWaiting = waiting + (Head * outbox.Count) + Lost.Sum(e => e.Carried!.Size + Head);
        foreach (ServerStream stream in _streams.Where(s => s.IsOpen))
        {
            if (mostWaiting < Terms.OutboundMark)
            {
                Assert.True(stream.Link.IsReading, "the server is not read from, and there is room");
            }
            else if (waiting >= Terms.OutboundMark)
            {
                Assert.False(stream.Link.IsReading, $"the server is read from, and {waiting} bytes wait for the client");
            }
        }
    }

    /// <summary>
    /// Invariant 11: the log is bounded in count and bytes; but what is being written, or is known not to have got through, is not forgotten.
    /// </summary>
    private void CheckKept()
    {
        List<LoggedAnswer> kept = KeptAnswers.Of(_harness.Session);

        // As many as the client may have with us, as many pauses, as many that came early when the session ended; the one that was missing then.
        bool areMany = _acknowledges || _recent.Exists(e => e.HasWrongKey);
        int most = (areMany ? MostUnacknowledged + _terms.Requests : 3 * _terms.Requests) + 2;
        Assert.True(kept.Count <= most, $"{kept.Count} answers are kept, {most} at most are needed");
        Assert.True(kept.TrueForAll(a => a.Rid > _acknowledged || a.Rid == _lastProcessed), "an answer is kept that the client has");

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
