using System.Text;
using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Down: what a request is answered with. Invariants 3 and 4.</content>
internal sealed partial class Specification
{
    private void Judge(Copy copy)
    {
        Exchange exchange = _exchanges[copy.Rid];
        Assert.Same(exchange.Current, copy);
        Assert.Equal(200, SessionHarness.Outcome(copy.Held!).StatusCode);
        Assert.True(BlockedUntil(copy.Rid) is null, $"rid {copy.Rid} is answered while an answer before it is being written");
        string text = SessionHarness.Text(copy.Held!);
        if (copy.IsReplay)
        {
            JudgeReplay(exchange, text);
        }
        else
        {
            JudgeFirst(exchange, text);
        }

        copy.HasWrongKey = exchange.HasWrongKey;
        copy.AnsweredAt = exchange.GivenAt = _now;
    }

    /// <summary>Invariant 4: the same bytes.</summary>
    private void JudgeReplay(Exchange exchange, string text)
    {
        if (exchange.IsAdrift && AnswerText.IsEmpty(text, Received))
        {
            // It has been given back, and waits to be given with another one.
            exchange.Answer = text;
            return;
        }

        Assert.Equal(exchange.Answer, text);
        exchange.Told |= exchange.IsAdrift ? exchange.ToldAdrift : Told.Nothing;
        exchange.IsLost = exchange.IsAdrift = false;
    }

    private void JudgeFirst(Exchange exchange, string text)
    {
        SettleOwed();
        Assert.True(ReferenceEquals(exchange, Held.FirstOrDefault()), $"rid {exchange.Rid} is answered out of turn");
        Assert.True(MayAnswer(exchange), $"rid {exchange.Rid} is answered without need");
        HasBeenOutOfOrder |= _recent.Exists(e => e.Rid < exchange.Rid && BusySince(e) is not null);
        exchange.IsNotCounted = exchange.IsPause && exchange.Rid == _turn - 1;
        exchange.Opened?.Announce();
        if (!exchange.IsPause)
        {
            BringBack();
        }

        string expected = exchange.HasWrongKey ? Terminal("item-not-found")
            : Ended == SessionEnd.None && exchange.Refusal is string refusal ? Refused(exchange, refusal, text)
            : Answer(exchange, text);
        Assert.Equal(expected, text);
        exchange.Answer = text;
        exchange.HasTold = exchange.Tells;
        _contact = _now;
        MarkWhatMayBeTrimmed();
    }

    /// <summary>A stream that there is not, by a name that is no other's: the session goes on.</summary>
    private string Refused(Exchange exchange, string condition, string text)
    {
        string? name = AnswerText.StreamOf(text);
        Assert.Matches("^[0-9a-f]{32}$", name);
        Assert.DoesNotContain(_streams, s => s.IsCalled(name));
        _streams.ForEach(s => s.PassedOver = 0);
        return $"<body{TerminalAttributes(condition)} stream='{name}'{Notes(exchange, text)} xmlns='http://jabber.org/protocol/httpbind'></body>";
    }

    private string Answer(Exchange exchange, string text)
    {
        string notes = Notes(exchange, text);
        ServerStream? stream = exchange.Stream = ChooseStream(exchange, text);
        Carry(exchange, stream, SessionHarness.Payload(exchange.Current.Held!));
        if (Ended != SessionEnd.None && !exchange.IsPause && IsLast(stream, text))
        {
            return Frame(exchange, LastAttributes(exchange) + notes);
        }

        if (stream is null)
        {
            return Frame(exchange, notes);
        }

        exchange.Told = Tell(exchange, stream, text);
        bool isNamed = stream.Name is not null && (exchange.Told != Told.Nothing || (AreNamed && exchange.Carried is not null));
        string end = exchange.Told.HasFlag(Told.End) ? TerminalAttributes(Condition(stream.Ended)) : "";
        string name = isNamed ? $" stream='{stream.Name}'" : "";
        return Frame(exchange, end + name + notes + (exchange.Told.HasFlag(Told.Header) ? stream.Header : ""));
    }

    /// <summary>
    /// Whether the end of the session is told now: where streams have names when there is nothing to tell of any, otherwise with the last of what waits.
    /// When that is only what may have to be given again, the session says.
    /// </summary>
    private bool IsLast(ServerStream? stream, string text)
        => AreNamed ? stream is null
            : stream is { Outbox.Count: 0 } && (!Lost.Any() || AnswerText.EndsSession(text) || AnswerText.IsEmpty(text, Received));

    /// <summary>The stream that an answer is about.</summary>
    private ServerStream? ChooseStream(Exchange exchange, string text)
    {
        if (exchange.Opened is not null && Ended == SessionEnd.None)
        {
            _streams.ForEach(s => s.PassedOver = 0);
            return exchange.Opened;
        }

        if (!AreNamed)
        {
            return _streams[0];
        }

        bool hasNews = _streams.Exists(s => s.IsKnown && s.HasNews);
        if (AnswerText.StreamOf(text) is not string name)
        {
            // The answer to a pause may be about a stream whose payloads it cannot carry.
            bool maySayNothing = exchange.IsPause && (_streams.Exists(s => s.MayHaveNews) || Lost.Any());
            bool owes = _streams.Exists(s => s.IsKnown && s.Owes != Told.Nothing);
            Assert.True(exchange.IsPause || !hasNews, "an answer tells nothing, and there is something to tell");
            Assert.True(maySayNothing || !owes || Ended != SessionEnd.None, "an answer does not tell what there is to tell of streams");
            return null;
        }

        ServerStream? stream = _streams.Find(s => s.IsKnown && s.IsCalled(name));
        Assert.True(stream is not null, "an answer names a stream that there is not");
        bool mayHaveNews = stream.MayHaveNews || Lost.Any(e => e.Stream == stream);
        Assert.True(mayHaveNews || (!hasNews && (Ended == SessionEnd.None || exchange.IsPause)), "an answer is about a stream that has nothing to tell");
        TakeTurns(stream);
        return stream;
    }

    /// <summary>Streams take turns: none is passed over for long while it has something to tell.</summary>
    private void TakeTurns(ServerStream served)
    {
        served.PassedOver = 0;
        foreach (ServerStream waiting in _streams.Where(s => s != served && s is { IsKnown: true, HasNews: true }))
        {
            waiting.PassedOver++;
            Assert.True(waiting.PassedOver <= 2 * _terms.Streams, "a stream does not get its turn");
        }
    }

    /// <summary>What an answer tells of its stream besides what its server has sent.</summary>
    private Told Tell(Exchange exchange, ServerStream stream, string text)
    {
        Told told = stream.Owes & (Told.Name | Told.Header);
        if (stream.MayOwe.HasFlag(Told.Header) && text.Contains(stream.Header!, StringComparison.Ordinal))
        {
            told |= Told.Header;
        }

        if (stream.MayOwe.HasFlag(Told.Name) && AnswerText.StreamOf(text) is not null)
        {
            told |= Told.Name;
        }

        bool mayTellEnd = !exchange.IsPause && stream.Outbox.Count == 0 && (stream.Owes | stream.MayOwe).HasFlag(Told.End);
        bool mustTellEnd = stream.Owes.HasFlag(Told.End) && !Lost.Any(e => e.Stream == stream);
        if (mayTellEnd && (mustTellEnd || AnswerText.EndsAny(text)))
        {
            told |= Told.End;
        }

        stream.Owes &= ~told;
        stream.MayOwe &= ~told;
        return told;
    }

    /// <summary>Takes out of a stream's outbox what an answer carries: the oldest first, and as much as goes into one.</summary>
    private void Carry(Exchange exchange, ServerStream? stream, string payload)
    {
        Assert.True(payload.Length == 0 || (stream is not null && !exchange.IsPause), "an answer carries something that it may not");
        if (stream is null || exchange.IsPause)
        {
            return;
        }

        List<Parcel> carried = [];
        for (int position = 0; position < payload.Length; position += carried[^1].Text.Length)
        {
            ReadOnlySpan<char> rest = payload.AsSpan(position);
            if (stream.Outbox.Count > 0 && rest.StartsWith(stream.Outbox[0].Text))
            {
                carried.Add(stream.Outbox[0]);
                stream.Outbox.RemoveAt(0);
            }
            else if (TakeAdrift(stream, rest) is Parcel parcel)
            {
                carried.Add(parcel);
            }
            else
            {
                Assert.Fail($"an answer carries {rest} when next is {stream.Outbox.FirstOrDefault()?.Text}");
            }
        }

        int size = carried.Sum(p => p.Size);
        Assert.True(size <= Terms.AnswerSize || carried.Count == 1, $"an answer carries {size} bytes");
        if (stream.Outbox.Count > 0 && !Lost.Any(e => e.Stream == stream))
        {
            Assert.True(carried.Count > 0 && size + stream.Outbox[0].Size > Terms.AnswerSize, "an answer does not carry what has room in it");
        }

        exchange.Carried = Parcel.Join(carried);
        Assert.True(exchange.Carried is not { IsStreamError: true } || stream.Ended == SessionEnd.StreamError, "a stream error does not end the stream");
    }

    private string Notes(Exchange exchange, string text) => AckOf(exchange.Rid) + Report(text);

    /// <summary>The body element around what an answer carries.</summary>
    private static string Frame(Exchange exchange, string attributes)
    {
        string streams = exchange.Carried is { NeedsStreams: true } ? " xmlns:stream='http://etherx.jabber.org/streams'" : "";
        string end = exchange.Carried is null ? "/>" : $">{exchange.Carried.Text}</body>";
        return $"<body{attributes} xmlns='http://jabber.org/protocol/httpbind'{streams}{end}";
    }

    /// <summary>Invariant 11: the oldest answers are forgotten when all together are too large.</summary>
    private void MarkWhatMayBeTrimmed()
    {
        int size = 0;
        long next = _turn;
        foreach (Exchange exchange in Enumerable.Reverse(_recent).Where(e => e.Rid < _turn && e.Rid > _acknowledged))
        {
            int skipped = (int)(next - exchange.Rid - 1);
            size += (skipped * Empty(0).Length) + Encoding.UTF8.GetByteCount(exchange.Answer ?? "");
            next = exchange.Rid;
            exchange.MayBeTrimmed |= size > Terms.OutboundMark;
        }
    }
}
