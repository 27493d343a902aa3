using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>The message goes in the next request, and that request brings the echo.</summary>
internal sealed class OneRequestEcho : IPattern
{
    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        while (!measurement.IsStopping)
        {
            long startedAt = Measurement.Now;
            session.Take(await session.SendAsync(session.First, session.NextEcho()));
            while (session.Incoming.Taken < session.Expected)
            {
                session.Take(await session.PollAsync(session.First));
            }

            measurement.Count(startedAt);
        }

        await session.CloseAsync(session.First, parked: null);
    }
}
