using System.Diagnostics;
using System.Reflection;
using Bosh.AspNetCore.Benchmarks.Load.Servers;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>A process that we have started, and that we end.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly Process _process;

    /// <summary>Whether it ends when its input does.</summary>
    private readonly bool _endsWithInput;

    private ChildProcess(Process process, bool endsWithInput)
    {
        _process = process;
        _endsWithInput = endsWithInput;
    }

    public int Id => _process.Id;

    /// <summary>Starts a server of this program, and returns when it listens.</summary>
    public static async Task<(ChildProcess Process, int Port)> StartOwnAsync(string[] arguments, CancellationToken cancellationToken)
    {
        string program = Environment.ProcessPath!;
        bool isHost = string.Equals(Path.GetFileNameWithoutExtension(program), "dotnet", StringComparison.Ordinal);
        string[] all = [.. isHost ? [Assembly.GetExecutingAssembly().Location] : Array.Empty<string>(), "load", .. arguments, "--until-eof"];
        ChildProcess child = Start(new ProcessStartInfo(program, all), endsWithInput: true);
        try
        {
            var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = child.ReadOutputAsync(line =>
            {
                if (Listening.Parse(line) is int port)
                {
                    listening.TrySetResult(port);
                }
            });
            await child.IsReadyAsync(listening.Task, cancellationToken);
            return (child, await listening.Task);
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program, and returns when it listens at a port.</summary>
    public static async Task<ChildProcess> StartAsync(
        ProcessStartInfo start, int port, CancellationToken cancellationToken, bool endsWithInput = false)
    {
        ChildProcess child = Start(start, endsWithInput);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(StartTimeout);
        try
        {
            _ = child.ReadOutputAsync(_ => { });
            await child.IsReadyAsync(LoopbackPort.IsOpenAsync(port, enough.Token), cancellationToken);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process: its input ends, which some take as the word to go; others get the signal.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!await EndsAsync(_endsWithInput ? StopTimeout : TimeSpan.Zero))
        {
            _process.Kill();
            await EndsAsync(StopTimeout);
        }

        _process.Dispose();
    }

    private static ChildProcess Start(ProcessStartInfo start, bool endsWithInput)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.UseShellExecute = false;
        return new ChildProcess(Process.Start(start) ?? throw new LoadException(start.FileName + " did not start."), endsWithInput);
    }

    private async Task IsReadyAsync(Task ready, CancellationToken cancellationToken)
    {
        Task ended = _process.WaitForExitAsync(cancellationToken);
        Task first = await Task.WhenAny(ready, ended, Task.Delay(StartTimeout, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (first != ready)
        {
            string command = string.Join(' ', [_process.StartInfo.FileName, .. _process.StartInfo.ArgumentList]);
            throw new LoadException($"'{command}' {(first == ended ? "has ended at once" : "is not ready in time")}.");
        }
    }

    private async Task<bool> EndsAsync(TimeSpan timeout)
    {
        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(timeout);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Reads what the process prints, to its end: else it would wait for us.</summary>
    private async Task ReadOutputAsync(Action<string> onLine)
    {
        while (await _process.StandardOutput.ReadLineAsync() is string line)
        {
            onLine(line);
        }
    }
}
