using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Connects to a server, and encrypts the connection.</summary>
internal static class UpstreamStream
{
    /// <summary>The protocol name of XMPP in a direct TLS handshake (XEP-0368).</summary>
    private static readonly SslApplicationProtocol XmppClient = new("xmpp-client");

    /// <summary>Connects over TCP; with direct TLS the connection is encrypted when it comes back.</summary>
    public static async Task<Stream> ConnectAsync(UpstreamTarget target, UpstreamSettings settings, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, cancellation);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return target.Tls == UpstreamTls.Direct ? await EncryptAsync(stream, target, settings, cancellation) : stream;
    }

    /// <summary>Encrypts a connection. The certificate must be valid, and for the domain (RFC 6120, section 13.7).</summary>
    public static async Task<Stream> EncryptAsync(
        Stream plain, UpstreamTarget target, UpstreamSettings settings, CancellationToken cancellation)
    {
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = target.Domain,
                EnabledSslProtocols = SslProtocols.None,
                ApplicationProtocols = target.Tls == UpstreamTls.Direct ? [XmppClient] : null,
            };
            if (settings.TrustedRoots is not null)
            {
                options.CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                };
                options.CertificateChainPolicy.CustomTrustStore.AddRange(settings.TrustedRoots);
            }

            await encrypted.AuthenticateAsClientAsync(options, cancellation);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }
}
