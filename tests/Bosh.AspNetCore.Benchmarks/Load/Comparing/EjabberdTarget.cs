using System.Diagnostics;
using System.Globalization;
using System.Net;
using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>
/// ejabberd with its own BOSH module. As with Prosody, the figures are those of connection manager and XMPP server together. It is started as its
/// <c>ejabberdctl foreground</c> would, but by whoever runs the tool, and as an Erlang node that is not part of any network: it has no name, listens
/// for no other node, and needs no port mapper (epmd).
/// </summary>
internal sealed class EjabberdTarget : ITarget
{
    private readonly string? _erlang = InstalledProgram.Find("erl");
    private readonly string? _libraries = FindLibraries();
    private readonly ServiceUser _user = new("ejabberd");

    public string Name => "ejabberd";

    public string? Missing => _erlang is null || _libraries is null ? "ejabberd (Debian package)" : null;

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
            ChildProcess process = await ChildProcess.StartAsync(Command(folder.FullName, config), port, cancellationToken, endsWithInput: true);
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

    private ProcessStartInfo Command(string folder, string config)
    {
        // The limits are those of ejabberdctl. Erlang knows of the end of its input only when somebody reads it.
        const string endWithInput = "spawn(fun() -> io:get_line(\"\"), init:stop() end)";
        ProcessStartInfo command = _user.Command(
            _erlang!, "+K", "true", "+P", "250000", "-noshell", "-mnesia", "dir", $"\"{folder}/spool\"", "-s", "ejabberd", "-eval", endWithInput);
        command.Environment["ERL_LIBS"] = _libraries;
        command.Environment["ERL_CRASH_DUMP_BYTES"] = "0";
        command.Environment["EJABBERD_CONFIG_PATH"] = config;
        command.Environment["EJABBERD_LOG_PATH"] = Path.Combine(folder, "ejabberd.log");
        command.Environment["HOME"] = folder;
        return command;
    }

    /// <summary>Where its Erlang libraries are, as its own script says: a line <c>ERL_LIBS='FOLDER'</c>.</summary>
    private static string? FindLibraries()
    {
        const string start = "ERL_LIBS='";
        return InstalledProgram.Find("ejabberdctl") is string script
            && File.ReadLines(script).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is string line
            ? line[start.Length..].TrimEnd('\'')
            : null;
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
