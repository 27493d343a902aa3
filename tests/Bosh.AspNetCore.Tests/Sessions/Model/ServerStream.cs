using System.Text;
using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>One stream, as the specification knows it: what waits for the client, what its server must have been sent, and how it ended.</summary>
/// <param name="link">Its connection.</param>
/// <param name="name">What the client calls it; null where streams have no names.</param>
internal sealed class ServerStream(FakeLink link, string? name)
{
    private readonly StringBuilder _upward = new();

    /// <summary>Replies to the senders of what was adrift: they may come in any order.</summary>
    private readonly List<(string Reply, bool MustBe)> _strayReplies = [];

    /// <summary>What has been compared already.</summary>
    private int _sentLength;
    private int _flushes;

    public FakeLink Link => link;

    public string? Name => name;

    /// <summary>What waits for a request to carry it.</summary>
    public List<Parcel> Outbox { get; } = [];

    /// <summary>What the client is told of the server's header; null before it has come.</summary>
    public string? Header { get; set; }

    /// <summary>Whether the header is that of a server from before XMPP 1.0, which sends no features.</summary>
    public bool IsOld { get; set; }

    /// <summary>Whether the client knows of it, or learns of it with the next answer that is about it.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>What the client has yet to be told.</summary>
    public Told Owes { get; set; }

    /// <summary>What it may be told again, because it is known not to have got through, though not when.</summary>
    public Told MayOwe { get; set; }

    /// <summary>Why it has ended.</summary>
    public SessionEnd Ended { get; private set; }

    public bool IsOpen => Ended == SessionEnd.None;

    /// <summary>Whether its end is told by its name.</summary>
    public bool EndsAlone { get; private set; }

    /// <summary>Whether the server has ended it with an error.</summary>
    public bool HasFailed { get; set; }

    /// <summary>How many answers were about others while it had something to tell.</summary>
    public int PassedOver { get; set; }

    public bool HasNews => Outbox.Count > 0 || Owes.HasFlag(Told.End);

    /// <summary>Whether there may be something to tell at once.</summary>
    public bool MayHaveNews => HasNews || MayOwe.HasFlag(Told.End);

    public bool IsCalled(string? other) => string.Equals(name, other, StringComparison.Ordinal);

    public void Announce()
    {
        IsKnown = true;
        Owes |= name is null ? Told.Nothing : Told.Name;
    }

    /// <summary>The bytes that wait for its server.</summary>
    public long Queued { get; private set; }

    /// <summary>The server must have been sent this.</summary>
    public void Send(string text)
    {
        _upward.Append(text);
        Queued += link.IsTaking ? 0 : Encoding.UTF8.GetByteCount(text);
    }

    /// <summary>Its end will be told by its name.</summary>
    public void TellEnd()
    {
        EndsAlone = true;
        Owes |= Told.End;
    }

    public void Close(SessionEnd reason)
    {
        Ended = reason;
        _upward.Append("[close]");
    }

    public void Restart() => _upward.Append("[restart]");

    /// <summary>Looks at how much the server has taken.</summary>
    public void LookAtQueue() => Queued = link.QueuedBytes;

    /// <summary>What an answer told that did not get through is told again, and the end of the stream with it.</summary>
    public void TakeBack(Exchange exchange)
    {
        Owes |= Again(exchange);
        if (exchange.Carried is Parcel parcel)
        {
            Outbox.Insert(0, parcel);
        }
    }

    public Told Again(Exchange exchange) => exchange.Told | (EndsAlone ? Told.End : Told.Nothing);

    /// <summary>XEP-0206, recipient-unavailable: what no client will fetch goes back to its senders, while the server is there.</summary>
    public void Bounce()
    {
        if (IsOpen)
        {
            Outbox.ForEach(p => Send(p.Reply));
        }

        Outbox.Clear();
    }

    /// <summary>The same for what was adrift.</summary>
    public void BounceStray(Parcel parcel, bool mustBe)
    {
        if (IsOpen)
        {
            _strayReplies.Add((parcel.Reply, mustBe));
        }
    }

    /// <summary>Invariants 1, 9 and 10: the server has been sent this, all of this, and nothing else.</summary>
    public void CheckUpward()
    {
        string sent = link.SentAfter(_sentLength);
        _sentLength = link.SentLength;
        foreach ((string reply, bool mustBe) in _strayReplies)
        {
            int index = sent.IndexOf(reply, StringComparison.Ordinal);
            Assert.True(index >= 0 || !mustBe, $"nobody was told that this was not delivered: {reply}");
            sent = index < 0 ? sent : sent.Remove(index, reply.Length);
        }

        Assert.Equal(_upward.ToString(), sent);
        Assert.True(sent.Length == 0 || link.Flushes > _flushes, "what was queued for the server was not sent");
        _flushes = link.Flushes;
        _strayReplies.Clear();
        _upward.Clear();
    }
}
