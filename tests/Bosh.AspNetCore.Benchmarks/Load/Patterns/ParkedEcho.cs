using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>
/// A chat that is always reachable: on every answer first an empty request is parked, then the next message goes on the other connection.
/// The message makes the server answer the parked request (with nothing, as a rule), and its own request brings the echo. With a pause before
/// each message the load is the same whatever the server can do.
/// </summary>
internal sealed class ParkedEcho : IPattern
{
    private readonly TimeSpan _pause;

    /// <param name="pause">How long a session waits before its next message, give or take a half, so that they do not all speak at once.</param>
    public ParkedEcho(TimeSpan pause) => _pause = pause;

    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        (HttpConnection free, HttpConnection other) = (session.First, session.Second);
        Task<ReadOnlyMemory<byte>>? parked = null;
        while (!measurement.IsStopping)
        {
            parked ??= session.ParkAsync(other);
            if (_pause > TimeSpan.Zero)
            {
                await Task.Delay(_pause * (0.5 + Random.Shared.NextDouble()));
            }

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
