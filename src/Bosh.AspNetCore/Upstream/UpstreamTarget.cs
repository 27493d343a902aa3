namespace Bosh.AspNetCore.Upstream;

/// <summary>Where a stream goes to, and whose it is.</summary>
/// <param name="Domain">The domain, which the certificate must be for.</param>
/// <param name="Settings">What the options and the app say of it.</param>
internal sealed record UpstreamTarget(string Domain, BoshDomain Settings)
{
    /// <inheritdoc cref="BoshDomain.StreamManagement"/>
    public bool StreamManagement => Settings.StreamManagement;

    /// <summary>Whom the server is told that the stream is for; null when it is not told, or there are no addresses to tell.</summary>
    public ClientEnds? Client { get; init; }

    public static UpstreamTarget Of(string domain, BoshDomain settings, ClientEnds? client)
        => new(domain, settings) { Client = settings.ProxyProtocol == UpstreamProxyProtocol.None ? null : client };
}
