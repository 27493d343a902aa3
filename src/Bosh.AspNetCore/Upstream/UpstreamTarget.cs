namespace Bosh.AspNetCore.Upstream;

/// <summary>Where the server of a domain is, and how to speak to it: <see cref="BoshDomain"/> with its defaults filled in.</summary>
/// <param name="Domain">The domain, which the certificate must be for.</param>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Tls">How the connection is encrypted.</param>
/// <param name="ConnectTimeout">The time for connecting, encryption and the stream header together.</param>
internal sealed record UpstreamTarget(string Domain, string Host, int Port, UpstreamTls Tls, TimeSpan ConnectTimeout)
{
    /// <inheritdoc cref="BoshDomain.StreamManagement"/>
    public bool StreamManagement { get; init; }

    private const int ClientPort = 5222;
    private const int DirectTlsPort = 5223;

    public static UpstreamTarget Of(string domain, BoshDomain settings)
    {
        string host = string.IsNullOrEmpty(settings.Host) ? domain : settings.Host;
        UpstreamTls tls = settings.Tls ?? (IsLoopback(host) ? UpstreamTls.None : UpstreamTls.StartTls);
        int port = settings.Port ?? (tls == UpstreamTls.Direct ? DirectTlsPort : ClientPort);
        return new UpstreamTarget(domain, host, port, tls, settings.ConnectTimeout) { StreamManagement = settings.StreamManagement };
    }

    private static bool IsLoopback(string host)
        => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (System.Net.IPAddress.TryParse(host, out System.Net.IPAddress? address) && System.Net.IPAddress.IsLoopback(address));
}
