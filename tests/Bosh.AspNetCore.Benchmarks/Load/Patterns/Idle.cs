using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>One request waits; when it is answered, the next does.</summary>
internal sealed class Idle : IPattern
{
    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        Task<ReadOnlyMemory<byte>> parked = session.ParkAsync(session.Second);
        while (await Task.WhenAny(parked, measurement.Stopping) == parked)
        {
            session.Take(await parked);
            parked = session.ParkAsync(session.Second);
        }

        await session.CloseAsync(session.First, parked);
    }
}
