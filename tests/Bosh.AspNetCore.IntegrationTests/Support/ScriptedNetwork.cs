using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>
/// A network in which names have the addresses that a test gives them. Behind an address is a scripted server, or silence, or nobody.
/// </summary>
internal sealed class ScriptedNetwork : INetwork
{
    public const string Silence = "silence";

    /// <summary>Silence that goes on when nobody wants to know any more, as the operating system's look-up does.</summary>
    public const string Deafness = "deafness";

    private readonly Dictionary<string, string[]> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScriptedServer> _servers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _tried = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new(StringComparer.Ordinal);

    /// <summary>What has been looked up and connected to, in order.</summary>
    public IEnumerable<string> Tried => _tried;

    public ScriptedNetwork Name(string name, params string[] addresses)
    {
        _names[name] = addresses;
        return this;
    }

    public ScriptedNetwork Server(string address, ScriptedServer server)
    {
        _servers[address] = server;
        return this;
    }

    /// <summary>Waits until an address, or a name, that does not answer is tried.</summary>
    public Task ReachedAsync(string what) => Reached(what).Task.Soon();

    public async Task<IPAddress[]> LookUpAsync(string name, CancellationToken cancellation)
    {
        _tried.Enqueue(name);
        if (!_names.TryGetValue(name, out var addresses))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        if (addresses is [Silence or Deafness])
        {
            await BeSilentAsync(name, addresses is [Silence] ? cancellation : CancellationToken.None);
        }

        return [.. addresses.Select(IPAddress.Parse)];
    }

    public async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var text = address.Address.ToString();
        _tried.Enqueue(address.ToString());
        if (_servers.TryGetValue(text, out var server))
        {
            return await new TcpNetwork().ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port), cancellation);
        }

        if (text.EndsWith("99", StringComparison.Ordinal))
        {
            await BeSilentAsync(text, cancellation);
        }

        throw new SocketException((int)SocketError.ConnectionRefused);
    }

    private async Task BeSilentAsync(string what, CancellationToken cancellation)
    {
        var never = Task.Delay(Timeout.Infinite, cancellation);
        Reached(what).TrySetResult();
        await never;
    }

    private TaskCompletionSource Reached(string what)
        => _reached.GetOrAdd(what, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
