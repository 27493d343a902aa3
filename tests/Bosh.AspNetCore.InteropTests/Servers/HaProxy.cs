using System.Diagnostics;
using System.Globalization;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Debian's HAProxy in front of a server, which is told by the PROXY protocol whose each connection is, and says so in its log.</summary>
internal sealed class HaProxy : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bosh-haproxy-");
    private ServerProcess? _process;

    private HaProxy()
    {
    }

    /// <summary>The TCP port, on 127.0.0.1.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Starts it in front of a port of this machine.</summary>
    public static async Task<HaProxy> StartAsync(int serverPort)
    {
        var proxy = new HaProxy();
        try
        {
            var config = Path.Combine(proxy._folder.FullName, "haproxy.cfg");
            await File.WriteAllTextAsync(config, proxy.Configuration(serverPort));

            // With a master that says when all is ready: the worker, which is what listens, ends with it.
            proxy._process = await ServerProcess.StartAsync(
                new ProcessStartInfo(NeededProgram.Find("haproxy", package: "haproxy"), ["-W", "-db", "-f", config]),
                line => line.Contains("Loading success", StringComparison.Ordinal));
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has seen a connection of a client, whose address and port these are.</summary>
    public Task SeesAsync(string client) => _process!.SaysAsync($"client {client} server ");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private string Configuration(int serverPort) => string.Create(CultureInfo.InvariantCulture, $"""
        global
          log stdout format raw daemon
        defaults
          mode tcp
          timeout connect 10s
          timeout client 60s
          timeout server 60s
        frontend clients
          bind 127.0.0.1:{Port} accept-proxy
          log global
          log-format "client %ci:%cp server %b"
          option logasap
          default_backend prosody
        backend prosody
          server prosody 127.0.0.1:{serverPort}

        """);
}
