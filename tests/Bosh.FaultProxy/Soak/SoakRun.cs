using System.Net;

namespace Bosh.FaultProxy.Soak;

/// <summary>
/// Many sessions, with all faults, on a connection manager that serves the domains of the slots. Everything follows from the seed, but for the
/// time that things take.
/// </summary>
internal sealed class SoakRun : IAsyncDisposable
{
    private readonly SoakSlot[] _slots;

    /// <param name="slots">How many sessions there are at a time.</param>
    public SoakRun(int slots)
    {
        _slots = [.. Enumerable.Range(0, slots).Select(i => new SoakSlot($"s{i}.test"))];
    }

    /// <summary>The domains that the connection manager must serve, and the ports on 127.0.0.1 of their servers.</summary>
    public IEnumerable<(string Domain, int Port)> Domains => _slots.Select(slot => (slot.Domain, slot.Port));

    /// <summary>Runs sessions until enough have begun.</summary>
    /// <param name="server">Where the connection manager listens.</param>
    /// <param name="seeds">The seeds of the sessions.</param>
    /// <param name="report">What came of them.</param>
    /// <param name="cancellationToken">Breaks off; sessions that have not ended do not count.</param>
    public async Task RunAsync(EndPoint server, IEnumerable<int> seeds, SoakReport report, CancellationToken cancellationToken)
    {
        using IEnumerator<int> next = seeds.GetEnumerator();
        await Task.WhenAll(_slots.Select(slot => Task.Run(async () =>
        {
            while (TryNext(next, out int seed))
            {
                report.Add(await slot.RunAsync(server, seed, cancellationToken));
            }
        })));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SoakSlot slot in _slots)
        {
            await slot.DisposeAsync();
        }
    }

    private static bool TryNext(IEnumerator<int> seeds, out int seed)
    {
        lock (seeds)
        {
            bool isThere = seeds.MoveNext();
            seed = isThere ? seeds.Current : 0;
            return isThere;
        }
    }
}
