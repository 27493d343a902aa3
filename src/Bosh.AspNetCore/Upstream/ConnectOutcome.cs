namespace Bosh.AspNetCore.Upstream;

/// <summary>What came of connecting.</summary>
/// <param name="Stream">The stream; null when there is none.</param>
/// <param name="End">Why there is none.</param>
/// <param name="Failures">What was tried, and why it was nothing; for the operator.</param>
internal readonly record struct ConnectOutcome(OpenStream? Stream, UpstreamEnd End, string Failures);
