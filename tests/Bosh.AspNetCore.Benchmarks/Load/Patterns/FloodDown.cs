using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>The server sends as fast as the client fetches.</summary>
internal sealed class FloodDown : IPattern
{
    /// <summary>The messages that are asked for at once. One to two such blocks are on their way, so that the server never waits for us.</summary>
    private const int Block = 1000;

    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        (HttpConnection next, HttpConnection other) = (session.First, session.Second);
        while (!measurement.IsStopping || session.Incoming.Taken < session.Expected)
        {
            bool asks = !measurement.IsStopping && session.Expected - session.Incoming.Taken <= Block;
            measurement.Add(session.Take(await (asks ? session.SendAsync(next, session.NextFlood(Block)) : session.PollAsync(next))));
            (next, other) = (other, next);
        }

        await session.CloseAsync(next, parked: null);
    }
}
