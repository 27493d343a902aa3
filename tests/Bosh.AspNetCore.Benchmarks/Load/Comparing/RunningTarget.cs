using System.Net;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>A server under test, as it runs.</summary>
internal sealed class RunningTarget : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly DirectoryInfo? _folder;

    /// <param name="url">Where it answers.</param>
    /// <param name="process">Its process.</param>
    /// <param name="folder">Its files, which go with it.</param>
    public RunningTarget(Uri url, ChildProcess process, DirectoryInfo? folder = null)
    {
        Url = url;
        _process = process;
        _folder = folder;
    }

    public Uri Url { get; }

    /// <summary>Where peers log in; null when the stub is behind it.</summary>
    public DnsEndPoint? Peer { get; init; }

    public int ProcessId => _process.Id;

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder?.Delete(recursive: true);
    }
}
