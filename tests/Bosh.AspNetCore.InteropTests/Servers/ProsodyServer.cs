using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Debian's Prosody.</summary>
internal sealed class ProsodyServer : XmppServer
{
    public ProsodyServer(IReadOnlyList<ServedDomain> domains)
        : base("prosody", domains)
    {
    }

    private string ConfigFile => Path.Combine(Folder.FullName, "prosody.cfg.lua");

    protected override async Task<ServerProcess> RunAsync()
    {
        await File.WriteAllTextAsync(ConfigFile, Configuration());
        foreach (var domain in Domains)
        {
            foreach (var (user, password) in domain.Accounts)
            {
                await ServerProcess.RunAsync(StartInfo("prosodyctl", "--config", ConfigFile, "register", user, domain.Name, password));
            }
        }

        // It says this once for each service: what is left out is not the last one.
        var last = HasTls ? "c2s_direct_tls" : "c2s";
        var services = new HashSet<string>(StringComparer.Ordinal) { "c2s", last };
        return await ServerProcess.StartAsync(StartInfo("prosody", "-F", "--config", ConfigFile), line =>
        {
            services.RemoveWhere(service => line.Contains($"Activated service '{service}' on [127.0.0.1]", StringComparison.Ordinal));
            return services.Count == 0;
        });
    }

    private string Configuration()
    {
        var directTlsPort = HasTls ? DirectTlsPort.ToString(CultureInfo.InvariantCulture) : "";
        var configuration = new StringBuilder().Append(CultureInfo.InvariantCulture, $$"""
            run_as_root = true
            pidfile = "{{Folder.FullName}}/prosody.pid"
            data_path = "{{Folder.FullName}}"
            certificates = "{{Folder.FullName}}"
            log = { info = "*console" }
            interfaces = { "127.0.0.1" }
            c2s_ports = { {{Port}} }
            c2s_direct_tls_ports = { {{directTlsPort}} }
            legacy_ssl_ports = {}
            s2s_ports = {}
            http_ports = {}
            https_ports = {}
            c2s_require_encryption = false
            allow_unencrypted_plain_auth = true
            authentication = "internal_hashed"
            modules_enabled = { "roster", "saslauth", "disco", "ping", "tls"{{(KeepsMessages ? ", \"smacks\"" : "")}} }
            modules_disabled = { "s2s"{{(KeepsMessages ? "" : ", \"offline\"")}} }

            """);
        foreach (var domain in Domains)
        {
            var (certificate, key) = CertificateFiles(domain);
            configuration.Append(CultureInfo.InvariantCulture, $"VirtualHost \"{domain.Name}\"\n");
            configuration.Append(domain.Certificate is null
                ? "  modules_disabled = { \"tls\" }\n"
                : $"  c2s_require_encryption = true\n  ssl = {{ certificate = \"{certificate}\", key = \"{key}\" }}\n");
        }

        return configuration.ToString();
    }

    private static ProcessStartInfo StartInfo(string program, params string[] arguments) =>
        new(NeededProgram.Find(program, package: "prosody"), arguments);
}
