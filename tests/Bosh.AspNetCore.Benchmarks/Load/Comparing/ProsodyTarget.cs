using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>Prosody with its own BOSH module. Its figures are those of connection manager and XMPP server together: they are one process.</summary>
internal sealed class ProsodyTarget : ITarget
{
    private readonly string? _program = InstalledProgram.Find("prosody");
    private readonly ServiceUser _user = new("prosody");

    public string Name => "prosody";

    public string? Missing => _program is null ? "prosody (Debian package)" : null;

    public bool IsBoth => true;

    public async Task<RunningTarget> StartAsync(CancellationToken cancellationToken)
    {
        int port = LoopbackPort.Free();
        int streamPort = LoopbackPort.Free();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("bosh-load-prosody-");
        try
        {
            string config = Path.Combine(folder.FullName, "prosody.cfg.lua");
            await File.WriteAllTextAsync(config, Configuration(folder.FullName, port, streamPort), cancellationToken);
            await _user.TakeAsync(folder, cancellationToken);
            ProcessStartInfo command = _user.Command(_program!, "-F", "--config", config);
            ChildProcess process = await ChildProcess.StartAsync(command, port, cancellationToken);
            return new RunningTarget(LoopbackPort.UrlOf(port, Defaults.BoshPath), process, folder)
            {
                Peer = new DnsEndPoint(IPAddress.Loopback.ToString(), streamPort),
            };
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    private static string Configuration(string folder, int port, int streamPort) => string.Create(CultureInfo.InvariantCulture, $$"""
        run_as_root = true
        pidfile = "{{folder}}/prosody.pid"
        data_path = "{{folder}}"
        certificates = "{{folder}}"
        log = { warn = "*console" }
        interfaces = { "127.0.0.1" }
        c2s_ports = { {{streamPort}} }
        c2s_direct_tls_ports = {}
        legacy_ssl_ports = {}
        s2s_ports = {}
        http_interfaces = { "127.0.0.1" }
        http_ports = { {{port}} }
        https_ports = {}
        c2s_require_encryption = false
        consider_bosh_secure = true
        modules_enabled = { "saslauth", "bosh" }
        modules_disabled = { "s2s", "tls", "offline" }
        VirtualHost "{{Defaults.Domain}}"
          authentication = "anonymous"

        """);
}
