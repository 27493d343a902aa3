using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>
/// The same as <see cref="FloodUp"/> with a server that does not swallow: the messages go to another of its clients. The next request is sent when
/// the messages of the last have arrived there. So none overtakes another, which makes ejabberd keep it until <c>wait</c> is over; and what is
/// counted has gone all the way.
/// </summary>
internal sealed class PeerFloodUp : IPattern
{
    private readonly int _batch;

    public PeerFloodUp(int batch) => _batch = batch;

    public bool NeedsPeer => true;

    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        XmppPeer peer = session.Peer!;
        session.SendTo(peer.Address);
        (HttpConnection free, HttpConnection other) = (session.First, session.Second);
        Task<ReadOnlyMemory<byte>>? held = null;
        try
        {
            while (!measurement.IsStopping)
            {
                Task<ReadOnlyMemory<byte>> sent = session.PushAsync(free, session.NextBatch(_batch));
                Task arrived = peer.HasSwallowedAsync(session.Pushed);
                if (await Task.WhenAny(arrived, sent) == sent)
                {
                    // It may be that the session is over: then nothing will arrive.
                    session.Take(await sent);
                }

                await arrived;
                measurement.Add(_batch);
                if (held is not null)
                {
                    session.Take(await held);
                }

                held = sent;
                (free, other) = (other, free);
            }

            await session.CloseAsync(free, held);
            await peer.CloseAsync();
        }
        finally
        {
            session.TakeSwallowed(peer.Count());
        }
    }
}
