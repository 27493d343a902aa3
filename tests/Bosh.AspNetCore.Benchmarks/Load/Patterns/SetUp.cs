using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>Sessions are created, authenticated, bound and ended, one after the other.</summary>
internal sealed class SetUp : IPattern
{
    public bool NeedsOpenSession => false;

    public async Task RunAsync(LoadSession session, Measurement measurement)
    {
        while (!measurement.IsStopping)
        {
            long startedAt = Measurement.Now;
            await session.OpenAsync();
            measurement.Count(startedAt);
            await session.CloseAsync(session.First, parked: null);
        }
    }
}
