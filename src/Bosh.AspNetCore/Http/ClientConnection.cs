using System.Net;
using System.Security.Cryptography;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>What a client's connection says about it.</summary>
internal static class ClientConnection
{
    /// <summary>How a request for a session came.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isScript">Whether it is in Script Syntax.</param>
    public static Arrival ArrivalOf(HttpContext context, bool isScript)
    {
        bool isProxied = context.Request.Headers.ContainsKey("X-Forwarded-For") || context.Request.Headers.ContainsKey("Forwarded");
        return new Arrival(context.Connection.RemoteIpAddress, isProxied)
        {
            Ends = EndsOf(context),
            IsScript = isScript,
            IsSecure = context.Request.IsHttps,
            Certificate = context.Request.IsHttps ? CertificateOf(context) : null,
        };
    }

    /// <summary>The ends of a client's connection, as the app's forwarded headers have them; null when it has no addresses, as over a Unix socket.</summary>
    public static ClientEnds? EndsOf(HttpContext context)
    {
        ConnectionInfo connection = context.Connection;
        return connection.RemoteIpAddress is not IPAddress client ? null : new ClientEnds(
            new IPEndPoint(client, connection.RemotePort),
            connection.LocalIpAddress is IPAddress ours ? new IPEndPoint(ours, connection.LocalPort) : null);
    }

    /// <summary>Whether a request has come over a connection that a secure session may have.</summary>
    public static bool IsThatOf(SessionTerms terms, HttpContext context)
        => context.Request.IsHttps
            && (terms.Certificate is null || string.Equals(terms.Certificate, CertificateOf(context), StringComparison.Ordinal));

    private static string? CertificateOf(HttpContext context)
        => context.Connection.ClientCertificate?.GetCertHashString(HashAlgorithmName.SHA256);
}
