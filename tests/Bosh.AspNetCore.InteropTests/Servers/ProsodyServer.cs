using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Debian's Prosody on a port of its own, with its configuration and data in a temporary folder.</summary>
internal sealed partial class ProsodyServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    private ProsodyServer(string domain)
    {
        Domain = domain;
        Port = FreePort.Next();
        _folder = Directory.CreateTempSubdirectory("bosh-prosody-");
    }

    /// <summary>The domain that it serves.</summary>
    public string Domain { get; }

    /// <summary>The TCP port for clients, on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>What it has printed.</summary>
    public string LogText => string.Join('\n', _log);

    private string ConfigFile => Path.Combine(_folder.FullName, "prosody.cfg.lua");

    /// <summary>Starts a server, and returns when it listens.</summary>
    /// <param name="domain">The domain to serve.</param>
    /// <param name="accounts">Users and passwords. Prosody keeps the passwords hashed, and so offers SCRAM.</param>
    public static async Task<ProsodyServer> StartAsync(string domain, params (string User, string Password)[] accounts)
    {
        var server = new ProsodyServer(domain);
        try
        {
            await File.WriteAllTextAsync(server.ConfigFile, server.Configuration());
            foreach (var (user, password) in accounts)
            {
                await server.RegisterAsync(user, password);
            }

            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                _process.Kill();
                await _process.WaitForExitAsync().WaitAsync(StopTimeout);
            }

            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $$"""
        run_as_root = true
        pidfile = "{{_folder.FullName}}/prosody.pid"
        data_path = "{{_folder.FullName}}"
        certificates = "{{_folder.FullName}}"
        log = { info = "*console" }
        interfaces = { "127.0.0.1" }
        c2s_ports = { {{Port}} }
        c2s_direct_tls_ports = {}
        legacy_ssl_ports = {}
        s2s_ports = {}
        http_ports = {}
        https_ports = {}
        c2s_require_encryption = false
        modules_enabled = { "roster", "saslauth", "disco", "ping" }
        modules_disabled = { "s2s", "tls", "offline" }
        VirtualHost "{{Domain}}"
          authentication = "internal_hashed"

        """);

    private async Task RegisterAsync(string user, string password)
    {
        using var register = Process.Start(StartInfo("prosodyctl", "--config", ConfigFile, "register", user, Domain, password))!;
        var output = register.StandardOutput.ReadToEndAsync();
        var errors = register.StandardError.ReadToEndAsync();
        await register.WaitForExitAsync().WaitAsync(StartTimeout);
        Assert.True(register.ExitCode == 0, $"prosodyctl did not register {user}:\n{await output}\n{await errors}");
    }

    private async Task RunAsync()
    {
        _process = new Process { StartInfo = StartInfo("prosody", "-F", "--config", ConfigFile), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("It ended."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            await _listening.Task.WaitAsync(StartTimeout);
        }
        catch (Exception e)
        {
            Assert.Fail($"Prosody did not start: {e.Message}\n{LogText}");
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        if (ListeningLine().IsMatch(line))
        {
            _listening.TrySetResult();
        }
        else if (line.Contains("Failed to open server port", StringComparison.Ordinal))
        {
            _listening.TrySetException(new InvalidOperationException("Its port is taken."));
        }
    }

    private static ProcessStartInfo StartInfo(string program, params string[] arguments) =>
        new(InstalledProgram.Find(program, package: "prosody"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

    [GeneratedRegex(@"Activated service 'c2s' on \[127\.0\.0\.1\]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListeningLine();
}
