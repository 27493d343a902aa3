using System.Globalization;

namespace Bosh.AspNetCore;

/// <summary>Where an XMPP server takes connections from clients: what an <see cref="IUpstreamResolver"/> finds.</summary>
public sealed class UpstreamEndPoint
{
    /// <summary>Creates an end point.</summary>
    /// <param name="host">A name or an address; the target of an SRV record, where it comes from one.</param>
    /// <param name="port">The TCP port, from 1 to 65535.</param>
    /// <exception cref="ArgumentException">The host is empty, or the port is none.</exception>
    public UpstreamEndPoint(string host, int port)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        Host = host;
        Port = port;
    }

    /// <summary>A name, all addresses of which are tried, or an address. It says nothing of the certificate, which must be for the domain.</summary>
    public string Host { get; }

    /// <summary>The TCP port.</summary>
    public int Port { get; }

    /// <summary>
    /// How the connection is encrypted; null for what <see cref="BoshDomain.Tls"/> says. An SRV record <c>_xmpps-client</c> means
    /// <see cref="UpstreamTls.Direct"/> (XEP-0368).
    /// </summary>
    public UpstreamTls? Tls { get; init; }

    /// <summary>The end point as <c>host:port</c>, an IPv6 address in brackets.</summary>
    public override string ToString()
        => Host.Contains(':', StringComparison.Ordinal) && !Host.StartsWith('[')
            ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
