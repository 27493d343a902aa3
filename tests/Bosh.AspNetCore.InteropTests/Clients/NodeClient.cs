using System.Diagnostics;
using System.Text.Json;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Clients;

/// <summary>A released client in Node, that does what it was told at its start (see talk.mjs), and tells how it goes.</summary>
internal sealed class NodeClient : IDisposable
{
    /// <summary>How long the client may take for its next word. Clients that try again after a failure wait longer each time.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodeClient(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a client.</summary>
    /// <param name="name">Which: the name of its script.</param>
    /// <param name="task">What it shall do.</param>
    public static async Task<NodeClient> StartAsync(string name, object task)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Clients");
        var process = Process.Start(new ProcessStartInfo(NeededProgram.Find("node", package: "nodejs"), ["talk.mjs", name])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var client = new NodeClient(process);
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(task));
        process.StandardInput.Close();
        return client;
    }

    /// <summary>Waits for the client's next word.</summary>
    /// <param name="word">What it must be.</param>
    /// <returns>What it says about it.</returns>
    public async Task<JsonElement> HearAsync(string word)
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Timeout);
        Assert.True(line is not null, $"The client has ended, without '{word}'. {(_process.HasExited ? await _errors : "")}");
        return JsonDocument.Parse(line).RootElement.GetProperty(word);
    }

    /// <summary>Waits until it has ended, as it should.</summary>
    public async Task EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Timeout);
        Assert.Equal("", await _errors);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
