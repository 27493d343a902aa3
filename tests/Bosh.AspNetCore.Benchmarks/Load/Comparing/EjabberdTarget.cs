using System.Globalization;
using System.Net;
using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>ejabberd with its own BOSH module. As with Prosody, the figures are those of connection manager and XMPP server together.</summary>
internal sealed class EjabberdTarget : ITarget
{
    private readonly ServiceUser _user = new("ejabberd");

    public string Name => "ejabberd";

    public string? Missing => EjabberdNode.IsInstalled ? null : "ejabberd (Debian package)";

    public bool IsBoth => true;

    public string? Obstacle(PatternKind pattern) => pattern == PatternKind.Parked
        ? "a request that overtakes the one before it is kept until 'wait' is over, and here they are sent at once"
        : null;

    public async Task<RunningTarget> StartAsync(CancellationToken cancellationToken)
    {
        int port = LoopbackPort.Free();
        int streamPort = LoopbackPort.Free();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("bosh-load-ejabberd-");
        try
        {
            string config = Path.Combine(folder.FullName, "ejabberd.yml");
            await File.WriteAllTextAsync(config, Configuration(port, streamPort), cancellationToken);
            await _user.TakeAsync(folder, cancellationToken);
            ChildProcess process = await ChildProcess.StartAsync(EjabberdNode.Command(_user, folder.FullName, config), port, cancellationToken, endsWithInput: true);
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

    private static string Configuration(int port, int streamPort) => string.Create(CultureInfo.InvariantCulture, $$"""
        loglevel: warning
        hosts: [ "{{Defaults.Domain}}" ]
        acme: { auto: false }
        auth_method: anonymous
        anonymous_protocol: sasl_anon
        allow_multiple_connections: true
        s2s_access: none
        listen:
          - port: {{port}}
            ip: "127.0.0.1"
            backlog: 4096
            module: ejabberd_http
            request_handlers: { "{{Defaults.BoshPath}}": mod_bosh }
          - port: {{streamPort}}
            ip: "127.0.0.1"
            backlog: 4096
            module: ejabberd_c2s
        modules:
          mod_bosh: {}

        """);
}
