using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>A server that we have started and that we end, and what it prints.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan SayTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly Lock _lock = new();
    private readonly List<(string Part, TaskCompletionSource<string> Said)> _awaited = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<string, bool> _isReady;
    private readonly Process _process;

    private ServerProcess(ProcessStartInfo start, Func<string, bool> isReady)
    {
        _isReady = isReady;
        Redirect(start);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("It ended."));
    }

    /// <summary>What it has printed.</summary>
    public string LogText => string.Join('\n', _log);

    /// <summary>Starts a server.</summary>
    /// <param name="start">The command.</param>
    /// <param name="isReady">Whether a line that it prints says that it listens.</param>
    /// <returns>The server, once it listens.</returns>
    public static async Task<ServerProcess> StartAsync(ProcessStartInfo start, Func<string, bool> isReady)
    {
        var server = new ServerProcess(start, isReady);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            await server._ready.Task.WaitAsync(StartTimeout);
            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            Assert.Fail($"{start.FileName} did not start: {e.Message}\n{server.LogText}");
            throw;
        }
    }

    /// <summary>Waits until it prints a line with a text in it, if it has not yet.</summary>
    /// <returns>The line.</returns>
    public async Task<string> SaysAsync(string part)
    {
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _awaited.Add((part, said));
        }

        foreach (var line in _log)
        {
            Tell(line);
        }

        try
        {
            return await said.Task.WaitAsync(SayTimeout);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It never said '{part}':\n{LogText}", e);
        }
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static async Task RunAsync(ProcessStartInfo start)
    {
        Redirect(start);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(StartTimeout);
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)}:\n{await output}\n{await errors}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync().WaitAsync(StopTimeout);
        }

        _process.Dispose();
    }

    private static void Redirect(ProcessStartInfo start)
    {
        // The input stays open and empty: it ends when we do, whatever ends us, and tells ejabberd to end too.
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
    }

    private void Tell(string line)
    {
        lock (_lock)
        {
            _awaited.FindAll(awaited => line.Contains(awaited.Part, StringComparison.Ordinal)).ForEach(awaited => awaited.Said.TrySetResult(line));
        }
    }

    private void OnLine(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        Tell(line);
        if (_isReady(line))
        {
            _ready.TrySetResult();
        }
    }
}
