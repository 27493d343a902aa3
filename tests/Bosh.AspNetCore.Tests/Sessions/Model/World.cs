using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>
/// A client, a network that does what it likes, a session, and servers that do what they like. Whatever happens is told to the specification,
/// which checks what the session does.
/// </summary>
internal sealed partial class World
{
    /// <summary>In seconds: mostly a moment less than something takes.</summary>
    private static readonly double[] LongTimes = [3, 9.5, 10, 24.5, 29.5, 39.5, 58.5, 62];

    private readonly Terms _terms;
    private readonly SessionHarness _harness;
    private readonly Specification _specification;
    private readonly Client _client;

    /// <summary>Sendings that have not arrived.</summary>
    private readonly List<Copy> _onTheWay = [];

    /// <summary>Sendings that have arrived and whose HTTP exchange is not over.</summary>
    private readonly List<Copy> _arrived = [];

    /// <summary>All requests that have arrived.</summary>
    private readonly List<Request> _known = [];

    private readonly List<Server> _servers = [];

    /// <summary>How many elements servers have sent.</summary>
    private int _elements;

    /// <summary>The elements that the session has taken, by number, and the streams that they are of.</summary>
    private readonly SortedDictionary<int, (Stanza Stanza, int Stream)> _taken = [];

    /// <summary>How many elements have arrived that the session has not been told to look at.</summary>
    private int _inBatch;

    public World(Terms terms)
    {
        _terms = terms;
        _harness = new SessionHarness(terms.Configure);
        var keys = KeyRing.Of(terms.Keys);
        _client = new Client(terms, keys);
        HeldRequest creation = _harness.Create(terms.Attributes + (keys.First is string first ? $" newkey='{first}'" : ""));
        bool isEarly = creation.Answer.IsCompleted;
        _harness.OpenStream();
        if (!isEarly)
        {
            _harness.FromServer("<stream:features/>");
        }

        Assert.True(creation.Answer.IsCompleted, "the session is not created");
        Assert.Equal(terms.NamesStreams ? _harness.NameOf(0) : null, AnswerText.StreamOf(SessionHarness.Text(creation)));
        Assert.Equal(terms.UsesAcks, SessionHarness.Text(creation).Contains(" ack='1000'", StringComparison.Ordinal));
        _harness.Written(creation);
        if (terms.NamesStreams)
        {
            _client.Learn(_harness.NameOf(0));
        }

        _servers.Add(new Server { IsOpen = true });
        _specification = new Specification(terms, _harness, owesHeader: isEarly, keys.First);
    }

    /// <summary>Whether the session is gone: requests do not reach it any more.</summary>
    public bool IsOver => _harness.IsForgotten;

    public void Do(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.SendPayload or StepKind.SendEmpty or StepKind.SendRestart or StepKind.SendOpen or StepKind.SendAstray
                when _client.MaySend(isFarewell: false):
            case StepKind.SendClose when _client.KnowsStreams && _client.MaySend(isFarewell: true):
            case StepKind.SendPause or StepKind.SendTooLongPause or StepKind.SendTerminate when _client.MaySend(isFarewell: true):
                _onTheWay.Add(new Copy(_client.Send(step.Kind, step.Which)));
                break;
            case StepKind.Arrive or StepKind.ArriveTwice when Pick(_onTheWay, step.Which) is Copy copy:
                Arrive(copy, again: step.Kind == StepKind.ArriveTwice);
                break;
            case StepKind.LoseRequest when Pick(_onTheWay, step.Which) is Copy copy:
                _onTheWay.Remove(copy);
                RepeatIfAwaited(copy.Rid);
                break;
            case StepKind.Write or StepKind.FailWrite or StepKind.LoseAnswer when Pick([.. _arrived.Where(c => c.IsAnswered)], step.Which) is Copy copy:
                Finish(copy, isWritten: step.Kind != StepKind.FailWrite, isReceived: step.Kind == StepKind.Write);
                break;
            case StepKind.Abort when Pick([.. _arrived.Where(c => !c.IsAnswered)], step.Which) is Copy copy:
                Abort(copy);
                break;
            case StepKind.Reload:
                Reload(step.Which);
                break;
            case StepKind.Lag:
                _harness.MoveTo(_harness.Now + TimeSpan.FromSeconds(step.Which % 8 / 4.0));
                break;
            case StepKind.Wait:
                Pass(TimeSpan.FromSeconds(step.Which % 16 / 4.0));
                break;
            case StepKind.WaitLong:
                Pass(TimeSpan.FromSeconds(LongTimes[step.Which % LongTimes.Length]));
                break;
            case StepKind.Shutdown:
                _specification.Shutdown();
                _harness.Session.Shutdown(_harness.Now);
                Look();
                break;
            default:
                DoAsStranger(step);
                DoAsServer(step);
                break;
        }
    }

    private static Copy? Pick(List<Copy> copies, byte which) => copies.Count == 0 ? null : copies[which % copies.Count];

    /// <summary>Lets time pass, and stops whenever the session wants to be woken, or has something to do.</summary>
    private void Pass(TimeSpan time)
    {
        EndBatch();
        Wake();
        TimeSpan end = _harness.Now + time;
        while (_harness.Now < end && !IsOver)
        {
            TimeSpan next = end;
            next = _harness.Timer.At < next ? _harness.Timer.At.Value : next;
            next = _specification.NextDue < next ? _specification.NextDue.Value : next;
            _harness.MoveTo(next);
            Wake();
        }
    }

    /// <summary>Looks at what the session has done since it was called.</summary>
    private void Look()
    {
        _specification.Look(_arrived);
        while (_servers.Count < _harness.StreamCount)
        {
            _servers.Add(new Server());
        }

        Wake();
    }

    private void Wake()
    {
        for (int i = 0; _harness.Timer.At <= _harness.Now && !IsOver; i++)
        {
            Assert.True(i < 100, "the timer spins");
            _harness.Tick();
            _specification.Tick();
            _specification.Look(_arrived);
        }

        _specification.CheckTime();
    }
}
