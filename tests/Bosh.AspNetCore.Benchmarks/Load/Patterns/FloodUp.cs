using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>
/// The client sends as fast as the server takes, two requests at a time: the second makes the server answer the first. To a bare relay, which
/// would mix them up, it sends one at a time.
/// </summary>
internal sealed class FloodUp : IPattern
{
    private readonly int _batch;

    public FloodUp(int batch) => _batch = batch;

    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        (HttpConnection free, HttpConnection other) = (session.First, session.Second);
        Task<ReadOnlyMemory<byte>> sent = session.PushAsync(other, session.NextBatch(_batch));
        while (!measurement.IsStopping)
        {
            if (!session.KeepsOrder)
            {
                await sent;
            }

            Task<ReadOnlyMemory<byte>> next = session.PushAsync(free, session.NextBatch(_batch));
            session.Take(await sent);
            measurement.Add(_batch);
            sent = next;
            (free, other) = (other, free);
        }

        if (!session.KeepsOrder)
        {
            await sent;
        }

        Task<ReadOnlyMemory<byte>> count = session.SendAsync(free, session.CountRequest());
        session.Take(await sent);
        session.Take(await count);
        while (session.Swallowed is null)
        {
            session.Take(await session.PollAsync(free));
        }

        await session.CloseAsync(free, parked: null);
    }
}
