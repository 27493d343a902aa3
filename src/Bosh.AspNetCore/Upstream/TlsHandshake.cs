using System.Net.Security;
using System.Security.Authentication;

namespace Bosh.AspNetCore.Upstream;

/// <summary>Encrypts connections to servers.</summary>
internal static class TlsHandshake
{
    /// <summary>Older versions are not spoken (RFC 8996), whatever the machine's own settings allow.</summary>
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The protocol name of XMPP in a direct TLS handshake (XEP-0368).</summary>
    private static readonly SslApplicationProtocol XmppClient = new("xmpp-client");

    /// <summary>Encrypts a connection. On failure it is closed.</summary>
    public static async Task<Stream> EncryptAsync(Stream plain, UpstreamTarget target, UpstreamTls tls, CancellationToken cancellation)
    {
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await encrypted.AuthenticateAsClientAsync(OptionsFor(target, tls), cancellation);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// What a handshake goes by: the certificate must be valid, and for the domain, wherever the server is (RFC 6120, section 13.7). The app has the last
    /// word, but for the versions.
    /// </summary>
    public static SslClientAuthenticationOptions OptionsFor(UpstreamTarget target, UpstreamTls tls)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = target.Domain,
            EnabledSslProtocols = Versions,
            ApplicationProtocols = tls == UpstreamTls.Direct ? [XmppClient] : null,
        };
        target.Settings.ConfigureTls?.Invoke(options);
        SslProtocols chosen = options.EnabledSslProtocols & Versions;
        options.EnabledSslProtocols = chosen == SslProtocols.None ? Versions : chosen;
        return options;
    }
}
