using System.Security.Cryptography.X509Certificates;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>A domain, as a server is to serve it.</summary>
/// <param name="Name">The domain.</param>
/// <param name="Accounts">Who has an account.</param>
internal sealed record ServedDomain(string Name, params Account[] Accounts)
{
    /// <summary>The certificate that the server shows, with its key; then nobody may log in without TLS. Null for a domain without TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>
    /// Whether messages to somebody who is away are stored, with stream management (XEP-0198) also those that somebody who went away did not get.
    /// Where one domain does, all of the server do.
    /// </summary>
    public bool KeepsMessages { get; init; }
}
