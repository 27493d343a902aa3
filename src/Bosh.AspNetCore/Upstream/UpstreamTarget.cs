namespace Bosh.AspNetCore.Upstream;

/// <summary>Where a stream goes to.</summary>
/// <param name="Domain">The domain, which the certificate must be for.</param>
/// <param name="Settings">What the options and the app say of it.</param>
internal sealed record UpstreamTarget(string Domain, BoshDomain Settings)
{
    /// <inheritdoc cref="BoshDomain.StreamManagement"/>
    public bool StreamManagement => Settings.StreamManagement;
}
