using System.Text.RegularExpressions;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>
/// A client that does as XEP-0124 tells it: numbers its requests, has no more with us than it was told, and repeats those that it gets no
/// answer to.
/// </summary>
internal sealed partial class Client(Terms terms, KeyRing keys)
{
    private readonly SortedDictionary<long, Request> _outstanding = [];

    /// <summary>What it has got, by rid, as it will process it.</summary>
    private readonly SortedDictionary<long, string> _received = [];

    /// <summary>The streams that it takes for open, by name.</summary>
    private readonly List<string> _streams = [];

    private long _nextRid = SessionHarness.First + 1;

    /// <summary>The highest rid that it has got the answer to, and to all before it.</summary>
    private long _processed = SessionHarness.First;
    private bool _isFresh;

    /// <summary>Whether it has been told that the session is over, or has ended it.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether it does not want the rest: it has ended the session itself, or been closed when it knew of the end.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Whether a request of its own had no place in the session: it came too late, or too often, the answer is no longer there, or its key is not the one that is due.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>The requests that it has no answer to.</summary>
    public IReadOnlyCollection<Request> Outstanding => _outstanding.Values;

    /// <summary>The numbers of the elements that it has got, in the order in which it processes them.</summary>
    public List<int> Received => [.. _received.Values.SelectMany(text => Numbers('d', text))];

    /// <summary>Whether it knows of a stream that it could close.</summary>
    public bool KnowsStreams => _streams.Count > 0;

    /// <summary>How many payloads it has sent.</summary>
    public int Payloads { get; private set; }

    public long NextRid => _nextRid;

    /// <summary>The key of its next request.</summary>
    public string? NextKey => keys.Next.Key;

    /// <summary>Whether it waits for an answer to a rid.</summary>
    public bool Awaits(long rid) => _outstanding.ContainsKey(rid);

    /// <summary>The request with a rid that it waits for an answer to: it repeats this one.</summary>
    public Request? Awaited(long rid) => _outstanding.GetValueOrDefault(rid);

    /// <summary>
    /// Whether the client may send one more: no more than it was told, counted from the oldest that it waits for; and a page that has just
    /// come back first waits for the one that it comes back with.
    /// </summary>
    public bool MaySend(bool isFarewell) => !IsDone
        && (_outstanding.Count == 0 || (!_isFresh && _nextRid - _outstanding.Keys.First() < terms.Requests + (isFarewell ? 1 : 0)));

    public Request Send(StepKind kind, byte which)
    {
        Request request = Create(kind, which) with { Ack = Ack(which), Key = keys.Next.Key, NewKey = keys.Next.NewKey };
        HasGivenUp |= request is { IsTerminate: true, Stream: null };
        IsDone |= request is { IsTerminate: true, Stream: null };
        _outstanding.Add(_nextRid++, request);
        keys.GoOn();
        return request;
    }

    /// <summary>It has learned of a stream.</summary>
    public void Learn(string stream)
    {
        if (!_streams.Contains(stream))
        {
            _streams.Add(stream);
        }
    }

    /// <summary>It has got an answer to a request that it waits for.</summary>
    public void Receive(long rid, string text, bool isRefused)
    {
        IsRefused |= isRefused;
        _outstanding.Remove(rid);
        _isFresh = false;
        _received[rid] = text;
        while (_received.ContainsKey(_processed + 1))
        {
            _processed++;
        }

        bool isEnd = text.StartsWith("<body type='terminate'", StringComparison.Ordinal);
        string? stream = AnswerText.StreamOf(text);
        IsDone |= isEnd && stream is null;
        if (stream is not null && isEnd)
        {
            _streams.Remove(stream);
        }
        else if (stream is not null)
        {
            Learn(stream);
        }
    }

    /// <summary>The page comes back, and goes on with the next rid, or the one after it if the old page had numbered one that never left.</summary>
    public void Reload(int skip)
    {
        HasGivenUp |= IsDone;
        _isFresh = true;
        _outstanding.Clear();
        _nextRid += skip;
        for (int i = 0; i < skip; i++)
        {
            keys.GoOn();
        }
    }

    private Request Create(StepKind kind, byte which) => kind switch
    {
        StepKind.SendPayload => new Request(_nextRid, Payload(which), Stream: Stream(which / 6)),
        StepKind.SendRestart => new Request(_nextRid, "", IsRestart: true, Stream: Stream(which)),
        StepKind.SendOpen => new Request(_nextRid, "", To: (which % 8) switch { 0 => "", 1 => "nowhere.example", _ => "example.com" }),
        StepKind.SendClose => new Request(_nextRid, which % 2 == 0 ? "" : Payload(which), IsTerminate: true, Stream: _streams[which / 2 % _streams.Count]),
        StepKind.SendAstray => new Request(_nextRid, Payload(which), Stream: "nobody"),
        StepKind.SendPause => new Request(_nextRid, which % 2 == 0 ? "" : Payload(which), Pause: which % (Terms.LongestPause + 1), Stream: Stream(which / 6)),
        StepKind.SendTooLongPause => new Request(_nextRid, "", Pause: Terms.LongestPause + 1),
        StepKind.SendTerminate => new Request(_nextRid, which % 2 == 0 ? "" : Payload(which), IsTerminate: true),
        _ => new Request(_nextRid, "", Stream: which % 8 == 0 ? "nobody" : null),
    };

    /// <summary>One of the streams that it knows, or none.</summary>
    private string? Stream(int which) => which % (_streams.Count + 1) is int i and > 0 ? _streams[i - 1] : null;

    /// <summary>XEP-0124, Response Acknowledgements: a client that has all answers need not say so.</summary>
    private long? Ack(byte which) => terms.Acks switch
    {
        AckStyle.Truthful => _processed == _nextRid - 1 && which % 4 > 0 ? null : _processed,
        AckStyle.First => SessionHarness.First,
        _ => null,
    };

    private string Payload(byte which)
    {
        int number = ++Payloads;
        return (which % 6) switch
        {
            0 => $"<iq xmlns='jabber:client' type='get' id='u{number}'/><a xmlns='urn:xmpp:sm:3' h='1'/>",
            1 => $"<y xmlns='urn:y' id='u{number}'><z xmlns='urn:z' x:a='' xmlns:x='urn:x'/></y>",
            2 => $"<message xmlns='jabber:client' id='u{number}'><body>{new string('y', 900)}</body></message>",
            _ => $"<message xmlns='jabber:client' id='u{number}'><body>a &lt; ö</body></message>",
        };
    }

    /// <summary>The numbers of the payloads in a text: those that a client has sent begin with u, those of the server with d.</summary>
    public static List<int> Numbers(char direction, string text) => [.. Id().Matches(text)
        .Where(m => m.Groups["direction"].ValueSpan[0] == direction)
        .Select(m => int.Parse(m.Groups["id"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];

    [GeneratedRegex("id='(?<direction>[du])(?<id>[0-9]+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
