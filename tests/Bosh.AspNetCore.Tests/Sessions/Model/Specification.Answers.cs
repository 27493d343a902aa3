using System.Text;
using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>Down: when a request is answered, and with what. Invariants 2, 3, 4, 7 and 11, and hold and wait.</content>
internal sealed partial class Specification
{
    private const string Header = " from='example.com' authid='s1' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'";

    /// <summary>Whether answers are being written, or wait to be given again.</summary>
    private bool IsBusy => _recent.Exists(e => BusySince(e) is not null);

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

        copy.AnsweredAt = _now;
    }

    /// <summary>Invariant 4: the same bytes.</summary>
    private void JudgeReplay(Exchange exchange, string text)
    {
        if (exchange.IsAdrift && text.Equals(Empty, StringComparison.Ordinal))
        {
            // It has been given back, and waits to be given with another one.
            exchange.Answer = Empty;
            return;
        }

        if (exchange == _headerTeller && _wasHeaderLost && text.Equals(Empty, StringComparison.Ordinal))
        {
            // What it told of the header goes into another one.
            exchange.Answer = Empty;
        }

        Assert.Equal(exchange.Answer, text);
        exchange.IsLost = exchange.IsAdrift = false;
    }

    private void JudgeFirst(Exchange exchange, string text)
    {
        SettleOwed();
        Assert.True(ReferenceEquals(exchange, Held.FirstOrDefault()), $"rid {exchange.Rid} is answered out of turn");
        Assert.True(MayAnswer(exchange), $"rid {exchange.Rid} is answered without need");
        HasBeenOutOfOrder |= _recent.Exists(e => e.Rid < exchange.Rid && BusySince(e) is not null);
        exchange.IsNotCounted = exchange.IsPause && exchange.Rid == _turn - 1;
        bool isLast = false;
        if (!exchange.IsPause)
        {
            BringBack();
            exchange.Carried = Parcel.Join(Carry(SessionHarness.Payload(exchange.Current.Held!)));
            isLast = Ended != SessionEnd.None && _outbox.Count == 0
                && (!Adrift.Any() || text.Contains("type='terminate'", StringComparison.Ordinal));
        }

        Assert.Equal(Frame(exchange, isLast ? LastAttributes(exchange) : HeaderAttributes(exchange, text)), text);
        exchange.Answer = text;
        _contact = _now;
        MarkWhatMayBeTrimmed();
    }

    /// <summary>Takes out of the outbox what an answer carries: the oldest first, and as much as goes into one.</summary>
    private List<Parcel> Carry(string payload)
    {
        List<Parcel> carried = [];
        for (int position = 0; position < payload.Length; position += carried[^1].Text.Length)
        {
            ReadOnlySpan<char> rest = payload.AsSpan(position);
            if (_outbox.Count > 0 && rest.StartsWith(_outbox[0].Text))
            {
                carried.Add(_outbox[0]);
                _outbox.RemoveAt(0);
            }
            else if (TakeAdrift(rest) is Parcel parcel)
            {
                carried.Add(parcel);
            }
            else
            {
                Assert.Fail($"an answer carries {rest} when next is {_outbox.FirstOrDefault()?.Text}");
            }
        }

        int size = carried.Sum(p => p.Size);
        Assert.True(size <= Terms.AnswerSize || carried.Count == 1, $"an answer carries {size} bytes");
        if (_outbox.Count > 0 && !Adrift.Any())
        {
            Assert.True(carried.Count > 0 && size + _outbox[0].Size > Terms.AnswerSize, "an answer does not carry what has room in it");
        }

        return carried;
    }

    /// <summary>The body element around what an answer carries.</summary>
    private string Frame(Exchange exchange, string attributes)
    {
        Assert.True(exchange.Carried is not { IsStreamError: true } || Ended == SessionEnd.StreamError, "a stream error does not end the session");
        string streams = exchange.Carried is { NeedsStreams: true } ? " xmlns:stream='http://etherx.jabber.org/streams'" : "";
        string end = exchange.Carried is null ? "/>" : $">{exchange.Carried.Text}</body>";
        return $"<body{attributes} xmlns='http://jabber.org/protocol/httpbind'{streams}{end}";
    }

    /// <summary>What the server's header says is told with the first answer after it; and again, when that is known not to have got through.</summary>
    private string HeaderAttributes(Exchange exchange, string text)
    {
        bool isOwed = _owesHeader || (_wasHeaderLost && text.Contains(Header, StringComparison.Ordinal));
        if (isOwed)
        {
            if (_headerTeller is { Carried: null })
            {
                _headerTeller.Answer = Empty;
            }

            _owesHeader = false;
            _headerTeller = exchange;
        }

        return isOwed ? Header : "";
    }

    private bool MayAnswer(Exchange exchange)
        => MustAnswer(exchange) || _now >= exchange.Current.ArrivedAt + _terms.LongestWait - Terms.Margin || Adrift.Any();

    /// <summary>
    /// A request is answered when there is something to tell, when the client is not to have more with us (not while the server is slow, so that the
    /// client becomes slow too, unless it sends on all the same), when it may hold up a missing one, when the client pauses, or when its time is over.
    /// </summary>
    private bool MustAnswer(Exchange exchange)
        => Ended != SessionEnd.None
            || _outbox.Count > 0
            || _now >= exchange.Current.ArrivedAt + _terms.LongestWait
            || exchange.Rid <= _pauseRid
            || ((!IsServerSlow || LiveHeld > _terms.Requests + 1) && (_terms.IsPolling || Early.Any() || LiveHeld > _terms.Hold));

    /// <summary>Invariant 7: what is owed to a client that has gone is settled as empty, when a newer request has followed and it is its turn.</summary>
    private void SettleOwed()
    {
        while (Held.FirstOrDefault() is { Current.IsGone: true } oldest && oldest.Rid < _turn - 1)
        {
            oldest.Answer = Empty;
        }
    }

    private void CheckAnswersThatAreDue()
    {
        foreach (Exchange exchange in _recent.Where(e => e.Current is { IsReplay: true, IsWaiting: true }))
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

    /// <summary>Invariant 11: the oldest answers are forgotten when all together are too large.</summary>
    private void MarkWhatMayBeTrimmed()
    {
        int size = 0;
        long next = _turn;
        foreach (Exchange exchange in Enumerable.Reverse(_recent).Where(e => e.Rid < _turn))
        {
            int skipped = (int)(next - exchange.Rid - 1);
            size += (skipped * Empty.Length) + Encoding.UTF8.GetByteCount(exchange.Answer ?? "");
            next = exchange.Rid;
            exchange.MayBeTrimmed |= size > Terms.OutboundMark;
        }
    }
}
