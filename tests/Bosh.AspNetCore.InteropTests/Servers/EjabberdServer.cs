using System.Globalization;
using System.Text;
using Bosh.AspNetCore.Benchmarks.Load.Comparing;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Debian's ejabberd.</summary>
internal sealed class EjabberdServer : XmppServer
{
    /// <summary>What it prints when it listens and all accounts are there.</summary>
    private const string Ready = "Ready for the test";

    private readonly ServiceUser _user = new("ejabberd");

    public EjabberdServer(IReadOnlyList<ServedDomain> domains)
        : base("ejabberd", domains)
    {
    }

    /// <summary>The port of domains without a certificate: whether it offers STARTTLS is here a matter of the port.</summary>
    private int ClearPort { get; } = FreePort.Next();

    /// <summary>The port of domains without a certificate at which it is told whose each connection is, by the PROXY protocol.</summary>
    public int ProxyPort { get; } = FreePort.Next();

    public override int PortOf(ServedDomain domain) => domain.Certificate is null ? ClearPort : Port;

    protected override async Task<ServerProcess> RunAsync()
    {
        NeededProgram.Find("ejabberdctl", package: "ejabberd");
        var config = Path.Combine(Folder.FullName, "ejabberd.yml");
        await File.WriteAllTextAsync(config, Configuration());
        await _user.TakeAsync(Folder, CancellationToken.None);
        return await ServerProcess.StartAsync(
            EjabberdNode.Command(_user, Folder.FullName, config, RegisterAll()),
            line => line.Contains(Ready, StringComparison.Ordinal));
    }

    /// <summary>Makes the accounts, in Erlang. The programs that ejabberd has for that need a node with a name.</summary>
    private string RegisterAll()
    {
        var expressions = from domain in Domains
                          from account in domain.Accounts
                          select $"ok = ejabberd_auth:try_register({Binary(account.User)}, {Binary(domain.Name)}, {Binary(account.Password)})";
        return string.Join(", ", expressions.Append($"io:put_chars(\"{Ready}\\n\")"));
    }

    private static string Binary(string text) => $"base64:decode(\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\")";

    private string Configuration()
    {
        var configuration = new StringBuilder().Append(CultureInfo.InvariantCulture, $$"""
            loglevel: info
            hosts: [ {{string.Join(", ", Domains.Select(domain => $"\"{domain.Name}\""))}} ]
            acme: { auto: false }
            auth_method: internal
            auth_password_format: scram
            s2s_access: none
            modules:
              mod_disco: {}
              mod_ping: {}
              mod_roster: {}
              {{(KeepsMessages ? "mod_offline: {}" : "")}}
              {{(KeepsMessages ? "mod_stream_mgmt: { resend_on_timeout: if_offline }" : "")}}
            listen:
              - { port: {{ClearPort}}, ip: "127.0.0.1", module: ejabberd_c2s }
              - { port: {{ProxyPort}}, ip: "127.0.0.1", module: ejabberd_c2s, use_proxy_protocol: true }

            """);
        if (HasTls)
        {
            var files = Domains.Where(domain => domain.Certificate is not null).Select(CertificateFiles).SelectMany(both => new[] { both.Certificate, both.Key });
            configuration.Append(CultureInfo.InvariantCulture, $$"""
                  - { port: {{Port}}, ip: "127.0.0.1", module: ejabberd_c2s, starttls_required: true }
                  - { port: {{DirectTlsPort}}, ip: "127.0.0.1", module: ejabberd_c2s, tls: true }
                certfiles: [ {{string.Join(", ", files.Select(file => $"\"{file}\""))}} ]

                """);
        }

        return configuration.ToString();
    }
}
