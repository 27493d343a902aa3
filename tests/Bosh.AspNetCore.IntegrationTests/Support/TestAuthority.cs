using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A certificate authority of a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        Certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow - (10 * Day), DateTimeOffset.UtcNow + (10 * Day));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>Makes this the authority that is trusted.</summary>
    public void TrustIn(SslClientAuthenticationOptions tls)
    {
        tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        tls.CertificateChainPolicy.CustomTrustStore.Add(Certificate);
    }

    /// <summary>Makes a certificate for a domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="isExpired">Whether it was valid until yesterday.</param>
    public X509Certificate2 Issue(string domain, bool isExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor(domain, key);
        var serial = RandomNumberGenerator.GetBytes(8);
        using var certificate = request.Create(
            Certificate, DateTimeOffset.UtcNow - (9 * Day), DateTimeOffset.UtcNow + (isExpired ? -Day : Day), serial);
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>Makes a certificate that no authority has issued.</summary>
    public static X509Certificate2 SelfSign(string domain)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return RequestFor(domain, key).CreateSelfSigned(DateTimeOffset.UtcNow - Day, DateTimeOffset.UtcNow + Day);
    }

    public void Dispose()
    {
        _key.Dispose();
        Certificate.Dispose();
    }

    private static CertificateRequest RequestFor(string domain, ECDsa key)
    {
        var request = new CertificateRequest($"CN={domain}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(domain);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
