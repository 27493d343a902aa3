using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>The same as <see cref="FloodDown"/> with a server that does not flood: another of its clients does.</summary>
internal sealed class PeerFloodDown : IPattern
{
    /// <summary>The messages that the peer sends at once. As there, one to two such blocks are on their way.</summary>
    private const int Block = 1000;

    public bool NeedsPeer => true;

    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        XmppPeer peer = session.Peer!;
        (HttpConnection next, HttpConnection other) = (session.First, session.Second);
        Task sending = Task.CompletedTask;
        while (!measurement.IsStopping || session.Incoming.Taken < session.Expected)
        {
            if (!measurement.IsStopping && sending.IsCompleted && session.Expected - session.Incoming.Taken <= Block)
            {
                await sending;
                sending = peer.SendAsync(session.NextFromPeer(Block));
            }

            measurement.Add(session.Take(await session.PollAsync(next)));
            (next, other) = (other, next);
        }

        await session.CloseAsync(next, parked: null);
        await peer.CloseAsync();
    }
}
