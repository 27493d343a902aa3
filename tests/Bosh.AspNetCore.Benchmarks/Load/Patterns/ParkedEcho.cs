using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>
/// A chat that is always reachable: on every answer first an empty request is parked, then the next message goes on the other connection.
/// The message makes the server answer the parked request (with nothing, as a rule), and its own request brings the echo.
/// </summary>
internal sealed class ParkedEcho : IPattern
{
    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        (HttpConnection free, HttpConnection other) = (session.First, session.Second);
        Task<ReadOnlyMemory<byte>>? parked = null;
        while (!measurement.IsStopping)
        {
            parked ??= session.ParkAsync(other);
            long startedAt = Measurement.Now;
            Task<ReadOnlyMemory<byte>> sent = session.SendAsync(free, session.NextEcho());

            // Answers are taken in the order of their requests, on whichever connection they come first.
            session.Take(await parked);
            parked = sent;
            (free, other) = (other, free);
            while (session.Incoming.Taken < session.Expected)
            {
                session.Take(await (parked ?? session.PollAsync(other)));
                parked = null;
            }

            measurement.Count(startedAt);
        }

        await session.CloseAsync(free, parked);
    }
}
