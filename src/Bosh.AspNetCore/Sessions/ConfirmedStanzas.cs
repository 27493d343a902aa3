namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// Which of the stanzas of a server its client has. The server is told how many of the first it need no longer keep: those that came to the client
/// out of their order count as soon as those before them have come too.
/// </summary>
internal sealed class ConfirmedStanzas
{
    /// <summary>Those that the client has though one before them is missing; in order, and apart from each other.</summary>
    private readonly List<StanzaRun> _beyond = [];

    /// <summary>How many of the first the client has.</summary>
    public int Count { get; private set; }

    /// <summary>The client has some. To say so twice changes nothing.</summary>
    public void Add(StanzaRun run)
    {
        if (run.First == 0 || run.Last <= Count)
        {
            return;
        }

        if (run.First > Count + 1)
        {
            _beyond.Add(run);
            _beyond.Sort((a, b) => a.First.CompareTo(b.First));
            return;
        }

        Count = run.Last;
        while (_beyond is [var next, ..] && next.First <= Count + 1)
        {
            Count = Math.Max(Count, next.Last);
            _beyond.RemoveAt(0);
        }
    }
}
