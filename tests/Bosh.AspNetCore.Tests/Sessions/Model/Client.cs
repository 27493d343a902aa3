using System.Globalization;
using System.Text.RegularExpressions;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>
/// A client that does as XEP-0124 tells it: numbers its requests, has no more with us than it was told, and repeats those that it gets no
/// answer to.
/// </summary>
internal sealed partial class Client(Terms terms)
{
    private readonly SortedDictionary<long, Request> _outstanding = [];

    /// <summary>What it has got, by rid, as it will process it.</summary>
    private readonly SortedDictionary<long, string> _received = [];

    private long _nextRid = SessionHarness.First + 1;
    private bool _isFresh;

    /// <summary>Whether it has been told that the session is over, or has ended it.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether it does not want the rest: it has ended the session itself, or been closed when it knew of the end.</summary>
    public bool HasGivenUp { get; private set; }

    /// <summary>Whether a request of its own had no place in the session: it came too late, or too often, or the answer is no longer there.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>The requests that it has no answer to.</summary>
    public IReadOnlyCollection<Request> Outstanding => _outstanding.Values;

    /// <summary>The numbers of the elements that it has got, in the order in which it processes them.</summary>
    public List<int> Received => [.. _received.Values.SelectMany(text => Numbers('d', text))];

    /// <summary>How many payloads it has sent.</summary>
    public int Payloads { get; private set; }

    public long NextRid => _nextRid;

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
        Request request = kind switch
        {
            StepKind.SendPayload => new Request(_nextRid, Payload(which)),
            StepKind.SendRestart => new Request(_nextRid, "", IsRestart: true),
            StepKind.SendPause => new Request(_nextRid, which % 2 == 0 ? "" : Payload(which), Pause: which % (Terms.LongestPause + 1)),
            StepKind.SendTooLongPause => new Request(_nextRid, "", Pause: Terms.LongestPause + 1),
            StepKind.SendTerminate => new Request(_nextRid, which % 2 == 0 ? "" : Payload(which), IsTerminate: true),
            _ => new Request(_nextRid, ""),
        };
        HasGivenUp |= request.IsTerminate;
        IsDone |= request.IsTerminate;
        _outstanding.Add(_nextRid++, request);
        return request;
    }

    /// <summary>It has got an answer to a request that it waits for.</summary>
    public void Receive(long rid, string text, bool isRefused)
    {
        IsRefused |= isRefused;
        _outstanding.Remove(rid);
        _isFresh = false;
        _received[rid] = text;
        IsDone |= text.Contains("type='terminate'", StringComparison.Ordinal);
    }

    /// <summary>The page comes back, and goes on with the next rid, or the one after it if the old page had numbered one that never left.</summary>
    public void Reload(int skip)
    {
        HasGivenUp |= IsDone;
        _isFresh = true;
        _outstanding.Clear();
        _nextRid += skip;
    }

    private string Payload(byte which)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"u{++Payloads}");
        return (which % 6) switch
        {
            0 => $"<iq xmlns='jabber:client' type='get' id='{id}'/><a xmlns='urn:xmpp:sm:3' h='1'/>",
            1 => $"<y xmlns='urn:y' id='{id}'><z xmlns='urn:z' x:a='' xmlns:x='urn:x'/></y>",
            2 => $"<message xmlns='jabber:client' id='{id}'><body>{new string('y', 900)}</body></message>",
            _ => $"<message xmlns='jabber:client' id='{id}'><body>a &lt; ö</body></message>",
        };
    }

    /// <summary>The numbers of the payloads in a text: those that a client has sent begin with u, those of the server with d.</summary>
    public static List<int> Numbers(char direction, string text) => [.. Id().Matches(text)
        .Where(m => m.Groups["direction"].ValueSpan[0] == direction)
        .Select(m => int.Parse(m.Groups["id"].ValueSpan, CultureInfo.InvariantCulture))];

    [GeneratedRegex("id='(?<direction>[du])(?<id>[0-9]+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
