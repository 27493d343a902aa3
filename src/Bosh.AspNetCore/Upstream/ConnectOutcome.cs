namespace Bosh.AspNetCore.Upstream;

/// <summary>What came of connecting.</summary>
/// <param name="Connection">The connection; null when there is none.</param>
/// <param name="End">Why there is none.</param>
/// <param name="Failures">What was tried before, and why it was nothing; for the operator.</param>
internal readonly record struct ConnectOutcome(UpstreamConnection? Connection, UpstreamEnd End, string Failures);
