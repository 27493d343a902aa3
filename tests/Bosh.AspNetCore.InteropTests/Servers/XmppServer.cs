namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>A real server on free ports of 127.0.0.1, with its configuration and data in a temporary folder.</summary>
internal abstract class XmppServer : IAsyncDisposable
{
    private ServerProcess? _process;

    /// <param name="name">A word for the name of the folder.</param>
    /// <param name="domains">The domains to serve.</param>
    protected XmppServer(string name, IReadOnlyList<ServedDomain> domains)
    {
        Domains = domains;
        Folder = Directory.CreateTempSubdirectory($"bosh-{name}-");
    }

    /// <summary>The domains that it serves.</summary>
    public IReadOnlyList<ServedDomain> Domains { get; }

    /// <summary>The first domain that it serves.</summary>
    public string Domain => Domains[0].Name;

    /// <summary>The TCP port for clients, with STARTTLS where the domain has a certificate.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>The TCP port for clients that begin with TLS. Open when any domain has a certificate.</summary>
    public int DirectTlsPort { get; } = FreePort.Next();

    /// <summary>What it has printed.</summary>
    public string LogText => _process?.LogText ?? "";

    /// <summary>Waits until it prints a line with a text in it, if it has not yet.</summary>
    public Task<string> SaysAsync(string part) => _process!.SaysAsync(part);

    /// <summary>Its configuration and its data.</summary>
    protected DirectoryInfo Folder { get; }

    /// <summary>Whether any domain has a certificate.</summary>
    protected bool HasTls => Domains.Any(domain => domain.Certificate is not null);

    /// <inheritdoc cref="ServedDomain.KeepsMessages"/>
    protected bool KeepsMessages => Domains.Any(domain => domain.KeepsMessages);

    /// <summary>Starts a server, and returns when it listens.</summary>
    public static async Task<XmppServer> StartAsync(ServerKind kind, params ServedDomain[] domains)
    {
        XmppServer server = kind switch
        {
            ServerKind.Prosody => new ProsodyServer(domains),
            ServerKind.Ejabberd => new EjabberdServer(domains),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        try
        {
            await server.WriteCertificatesAsync();
            server._process = await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The TCP port for clients of one domain, which offers STARTTLS if and only if the domain has a certificate.</summary>
    public virtual int PortOf(ServedDomain domain) => Port;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Folder.Delete(recursive: true);
    }

    /// <summary>Writes the configuration, makes the accounts, and starts the process.</summary>
    /// <returns>The process, once it listens.</returns>
    protected abstract Task<ServerProcess> RunAsync();

    /// <summary>The file with the certificate of a domain, and that with its key.</summary>
    protected (string Certificate, string Key) CertificateFiles(ServedDomain domain) =>
        (Path.Combine(Folder.FullName, $"{domain.Name}.crt"), Path.Combine(Folder.FullName, $"{domain.Name}.key"));

    private async Task WriteCertificatesAsync()
    {
        foreach (var domain in Domains)
        {
            if (domain.Certificate is { } certificate)
            {
                using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
                var (certificateFile, keyFile) = CertificateFiles(domain);
                await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
                await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
            }
        }
    }
}
