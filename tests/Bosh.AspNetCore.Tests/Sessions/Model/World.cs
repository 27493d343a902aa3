using System.Globalization;
using System.Text.RegularExpressions;
using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>
/// A client that does as XEP-0124 tells it, on a network that does what it likes, and what must hold whatever happens: payloads reach the server in
/// rid order and once; answers start in rid order, each after the one before it was written; a repeat gets the same bytes; the client has, in
/// the end, everything that the server sent, in order.
/// </summary>
internal sealed partial class World
{
    /// <summary>How long the session lets one writing delay the next answer, less what a look at it may come too late.</summary>
    private static readonly TimeSpan WriteBound = TimeSpan.FromSeconds(1.5);

    private readonly SessionHarness _harness;
    private readonly int _requests;

    /// <summary>The client's requests that it has no answer to, by rid.</summary>
    private readonly SortedDictionary<long, string> _outstanding = [];

    /// <summary>Sendings that have not arrived.</summary>
    private readonly List<Copy> _onTheWay = [];

    /// <summary>Sendings that have arrived and whose HTTP exchange is not over.</summary>
    private readonly List<Copy> _arrived = [];

    /// <summary>What each rid was answered with, first time and ever after.</summary>
    private readonly Dictionary<long, string> _answers = [];

    /// <summary>The rids whose answers are known not to have got through: what was in them may have gone into another.</summary>
    private readonly HashSet<long> _failed = [];

    /// <summary>What the client has got, by rid, as it will process it.</summary>
    private readonly SortedDictionary<long, string> _received = [];

    private long _nextRid = SessionHarness.First + 1;
    private int _payloads;
    private int _elements;
    private bool _hasReloaded;
    private bool _isFresh;

    /// <summary>Whether a writing took so long that a later answer was given before it ended: then order is the client's to restore.</summary>
    private bool _hasStuck;

    public World(int hold)
    {
        _requests = hold + 1;
        _harness = SessionHarness.Created(o => o.Polling = TimeSpan.Zero, string.Create(CultureInfo.InvariantCulture, $"hold='{hold}' wait='30'"));
    }

    /// <summary>
    /// Whether the client may send one more: no more than it was told, counted from the oldest that it waits for; and a page that has just
    /// come back first waits for the one that it comes back with.
    /// </summary>
    private bool MaySend => _outstanding.Count == 0 || (!_isFresh && _nextRid - _outstanding.Keys.First() < _requests);

    public bool IsOver => _harness.Ended != SessionEnd.None;

    public void Do(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.SendPayload or StepKind.SendEmpty when MaySend:
                Send(step.Kind == StepKind.SendPayload ? $"<message xmlns='jabber:client' id='u{++_payloads}'/>" : "");
                break;
            case StepKind.Arrive or StepKind.ArriveTwice when Pick(_onTheWay, step.Which) is Copy copy:
                Arrive(copy, again: step.Kind == StepKind.ArriveTwice);
                break;
            case StepKind.Write or StepKind.FailWrite or StepKind.LoseAnswer when Pick([.. _arrived.Where(c => c.IsAnswered)], step.Which) is Copy copy:
                Finish(copy, isWritten: step.Kind != StepKind.FailWrite, isReceived: step.Kind == StepKind.Write);
                break;
            case StepKind.Abort when Pick([.. _arrived.Where(c => !c.IsAnswered)], step.Which) is Copy copy:
                Abort(copy);
                _onTheWay.Add(new Copy(copy.Rid, copy.Payload));
                break;
            case StepKind.Reload:
                Reload(skip: step.Which % 2);
                break;
            case StepKind.ServerSends:
                _harness.FromServer(Element());
                break;
            case StepKind.ServerSendsMany:
                _harness.FromServer(Element(), Element(), Element());
                break;
            case StepKind.Wait:
                for (int i = 0; i < step.Which % 16; i++)
                {
                    _harness.Advance(0.25);
                    Observe();
                }

                break;
        }

        Observe();
    }

    /// <summary>The network heals, the client repeats what it has no answer to and fetches the rest; then everything must be there.</summary>
    public void Heal()
    {
        for (int round = 0; round < 200 && !IsOver; round++)
        {
            while (_onTheWay.Count > 0 && !IsOver)
            {
                Arrive(_onTheWay.MinBy(c => c.Rid)!, again: false);
                Observe();
            }

            foreach (Copy copy in _arrived.Where(c => c.IsAnswered).OrderBy(c => c.Rid).ToList())
            {
                Finish(copy, isWritten: true, isReceived: true);
                Observe();
            }

            if (_outstanding.Count == 0 && HasEverything())
            {
                break;
            }

            if (MaySend && !HasEverything())
            {
                Send("");
            }
            else
            {
                _harness.Advance(1);
                Observe();
            }
        }

        if (!IsOver)
        {
            Assert.True(HasEverything(), $"the client has {string.Join(' ', ReceivedIds())}, of {_elements}");
        }

        CheckUpward();
        CheckDownward();
    }

    private static Copy? Pick(List<Copy> copies, byte which) => copies.Count == 0 ? null : copies[which % copies.Count];

    private static List<int> Ids(string direction, string text) => [.. Id().Matches(text)
        .Where(m => m.Groups["direction"].Value.Equals(direction, StringComparison.Ordinal))
        .Select(m => int.Parse(m.Groups["id"].Value, CultureInfo.InvariantCulture))];

    private string Element() => $"<message id='d{++_elements}'/>";

    private void Send(string payload)
    {
        _outstanding.Add(_nextRid, payload);
        _onTheWay.Add(new Copy(_nextRid, payload));
        _nextRid++;
    }

    private void Arrive(Copy copy, bool again)
    {
        _onTheWay.Remove(copy);
        if (!_outstanding.ContainsKey(copy.Rid))
        {
            return;
        }

        copy.Held = _harness.Send((int)(copy.Rid - SessionHarness.First), copy.Payload);
        foreach (Copy earlier in _arrived.Where(c => c.Rid == copy.Rid))
        {
            earlier.IsSuperseded = true;
        }

        _arrived.Add(copy);
        if (again)
        {
            _onTheWay.Add(new Copy(copy.Rid, copy.Payload));
        }
    }

    private void Finish(Copy copy, bool isWritten, bool isReceived)
    {
        _arrived.Remove(copy);
        Answer answer = SessionHarness.Outcome(copy.Held!);
        if (ReferenceEquals(answer, Answer.None))
        {
            return;
        }

        if (!isWritten)
        {
            _failed.Add(copy.Rid);
        }

        _harness.Written(copy.Held!, isWritten);
        bool isReal = !ReferenceEquals(answer, Answer.Recoverable);
        if (isReceived && isReal && !copy.IsSuperseded && _outstanding.Remove(copy.Rid))
        {
            _isFresh = false;
            _received[copy.Rid] = SessionHarness.Text(copy.Held!);
        }
        else if (_outstanding.TryGetValue(copy.Rid, out string? payload) && !IsUnderWay(copy.Rid))
        {
            _onTheWay.Add(new Copy(copy.Rid, payload));
        }
    }

    private bool IsUnderWay(long rid) => _onTheWay.Exists(c => c.Rid == rid) || _arrived.Exists(c => c.Rid == rid);

    private void Abort(Copy copy)
    {
        _arrived.Remove(copy);
        if (!copy.IsSuperseded)
        {
            _failed.Add(copy.Rid);
        }

        _harness.ClientGone(copy.Held!);
    }

    private void Reload(int skip)
    {
        _hasReloaded = true;
        _isFresh = true;
        _onTheWay.Clear();
        foreach (Copy copy in _arrived.ToList())
        {
            if (copy.IsAnswered)
            {
                Finish(copy, isWritten: false, isReceived: false);
            }
            else
            {
                Abort(copy);
            }

            Observe();
        }

        _onTheWay.Clear();
        _outstanding.Clear();
        _nextRid += skip;
    }

    /// <summary>Looks at the answers that have been given since the last look.</summary>
    private void Observe()
    {
        foreach (Copy copy in _arrived.Where(c => c.IsAnswered && c.AnsweredAt is null).OrderBy(c => c.Rid))
        {
            copy.AnsweredAt = _harness.Now;
            Answer answer = SessionHarness.Outcome(copy.Held!);
            if (ReferenceEquals(answer, Answer.Recoverable) || ReferenceEquals(answer, Answer.None) || IsOver)
            {
                continue;
            }

            string text = SessionHarness.Text(copy.Held!);
            if (_answers.TryGetValue(copy.Rid, out string? before))
            {
                bool isMoved = _failed.Contains(copy.Rid) && ReferenceEquals(answer, Answer.Empty);
                Assert.True(isMoved || text.Equals(before, StringComparison.Ordinal), $"rid {copy.Rid} was answered with {before} and then with {text}");
                continue;
            }

            _answers[copy.Rid] = text;

            // A request that was given up, and then followed by a newer one, is answered empty when it comes again after all.
            Assert.True(ReferenceEquals(answer, Answer.Empty) || copy.Rid == _answers.Keys.Max(), $"rid {copy.Rid} was answered after a later one");
            foreach (Copy earlier in _arrived.Where(c => c.Rid < copy.Rid && IsBeingWritten(c)))
            {
                Assert.True(_harness.Now - (earlier.AnsweredAt ?? _harness.Now) >= WriteBound, $"rid {copy.Rid} did not wait for rid {earlier.Rid}");
                _hasStuck = true;
            }
        }

        CheckUpward();
    }

    /// <summary>Whether a copy has the true answer of its rid under its pen, and no later copy has come.</summary>
    private static bool IsBeingWritten(Copy copy)
        => copy is { IsAnswered: true, IsSuperseded: false }
            && !ReferenceEquals(SessionHarness.Outcome(copy.Held!), Answer.Recoverable)
            && !ReferenceEquals(SessionHarness.Outcome(copy.Held!), Answer.None);

    private bool HasEverything() => ReceivedIds().Distinct().Count() == _elements;

    private List<int> ReceivedIds() => [.. _received.Values.SelectMany(text => Ids("d", text))];

    private void CheckUpward()
    {
        List<int> sent = Ids("u", _harness.Link.Sent);
        Assert.Equal(sent.Order(), sent);
        Assert.Equal(sent.Distinct(), sent);
    }

    private void CheckDownward()
    {
        List<int> received = ReceivedIds();
        if (_hasReloaded)
        {
            // At least once: what a client may have twice it has in order when it drops the second.
            received = [.. received.Distinct()];
        }
        else if (!IsOver)
        {
            Assert.Equal(Enumerable.Range(1, _payloads), Ids("u", _harness.Link.Sent));
        }

        if (!_hasStuck)
        {
            Assert.Equal(received.Order(), received);
        }

        if (!IsOver)
        {
            Assert.Equal(Enumerable.Range(1, _elements), received.Order());
        }
    }

    [GeneratedRegex("id='(?<direction>[ud])(?<id>[0-9]+)'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
