using System.Diagnostics;
using System.Globalization;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>
/// node-xmpp-bosh before the stub. It is from 2014; on a Node of today it wants <c>"overrides": { "node-expat": "2.4.1" }</c> in the package.json
/// that it is installed by, and the folder <c>node_modules/.bin</c> in the PATH.
/// </summary>
internal sealed class NodeXmppBoshTarget : ITarget
{
    private readonly string? _program = InstalledProgram.Find("bosh-server");
    private readonly string _host;
    private readonly string _port;

    /// <param name="upstream">The stub, HOST:PORT.</param>
    public NodeXmppBoshTarget(string upstream)
    {
        int colon = upstream.LastIndexOf(':');
        (_host, _port) = (upstream[..colon], upstream[(colon + 1)..]);
    }

    public string Name => "node-xmpp-bosh";

    public string? Missing => _program is null ? "bosh-server (npm package node-xmpp-bosh)" : null;

    public async Task<RunningTarget> StartAsync(CancellationToken cancellationToken)
    {
        int port = LoopbackPort.Free();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("bosh-load-node-");
        try
        {
            string config = Path.Combine(folder.FullName, "bosh.conf.js");
            await File.WriteAllTextAsync(config, Configuration(port), cancellationToken);
            var command = new ProcessStartInfo(_program!, ["--config=" + config]);
            ChildProcess process = await ChildProcess.StartAsync(command, port, cancellationToken);
            return new RunningTarget(LoopbackPort.UrlOf(port, Defaults.BoshPath), process, folder);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Its configuration is a script. It asks the DNS for the server, whatever it is told; so that is taken out of it.</summary>
    private string Configuration(int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        exports.config = {
            host: '127.0.0.1',
            port: {{port}},
            path: /^\/http-bind(\/+)?$/,
            logging: 'FATAL',
            no_tls_domains: [ '{{Defaults.Domain}}' ]
        };
        require.main.require('./src/lookup-service.js').LookupService.prototype.connect = function (socket) {
            var self = this;
            socket.once('connect', function (e) { self.emit('connect', e); });
            socket.once('error', function (e) { self.emit('error', e); });
            socket.connect({{_port}}, '{{_host}}');
        };

        """);
}
