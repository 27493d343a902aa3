using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Proxy;

namespace Bosh.FaultProxy.Soak;

/// <summary>
/// A domain with its server, and one session at a time: so the faults that meet the session are its own.
/// <code>
/// client ── proxy (HTTP) ── connection manager ── proxy ── server
/// </code>
/// </summary>
internal sealed class SoakSlot : IAsyncDisposable
{
    /// <summary>How long a session may take.</summary>
    private static readonly TimeSpan SessionLimit = TimeSpan.FromSeconds(90);

    /// <summary>How long the stream may take to end after its session.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(15);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<PeerStream> _streams = new();
    private readonly FaultyProxy _serverProxy;
    private readonly Task _accepting;
    private volatile SoakScript? _script;

    public SoakSlot(string domain)
    {
        Domain = domain;
        _listener.Start();
        _serverProxy = new FaultyProxy(_listener.LocalEndpoint, isHttp: false);
        _accepting = Task.Run(AcceptAsync);
    }

    public string Domain { get; }

    /// <summary>Where the server of the domain is to be found.</summary>
    public int Port => _serverProxy.EndPoint.Port;

    /// <summary>Runs a session.</summary>
    public async Task<SoakResult> RunAsync(EndPoint server, int seed, CancellationToken cancellationToken)
    {
        var script = SoakScript.FromSeed(seed);
        _streams.Clear();
        _script = script;
        _serverProxy.ForgetEnded();
        _serverProxy.Use(new RandomPlans(seed, script.MayBreak ? SoakMixes.BreakingServers : SoakMixes.GentleServers, isHttp: false).For);
        await using var proxy = new FaultyProxy(server, isHttp: true);
        proxy.Use(new RandomPlans(seed, SoakMixes.Clients, isHttp: true).For);
        var client = new SoakClient(proxy.EndPoint, Domain, script);
        var result = new SoakResult { Script = script, ClientFaults = proxy.Counts, ServerFaults = _serverProxy.Counts };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SessionLimit);
        try
        {
            await client.RunAsync(limit.Token);
        }
        catch (SoakException error)
        {
            result.Add(error.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result.Add($"The session got stuck: {client}.");
        }

        PeerStream? stream = _streams.FirstOrDefault(candidate => candidate.Script == script);
        if (stream is not null && client.End is not null)
        {
            await Task.WhenAny(stream.Completion, Task.Delay(CloseLimit, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (!stream.Completion.IsCompleted)
            {
                result.Add("The stream was not closed.");
            }
        }

        Judge(result, client, stream);
        result.History = [.. client.History, .. proxy.History.Select(text => "to us, " + text), .. _serverProxy.History.Select(text => "to the server, " + text)];
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await _serverProxy.DisposeAsync();
        foreach (PeerStream stream in _streams)
        {
            await stream.Completion;
            stream.Dispose();
        }

        _stop.Dispose();
    }

    /// <summary>What went through, and what must not be.</summary>
    private void Judge(SoakResult result, SoakClient client, PeerStream? stream)
    {
        ProxiedConnection? connection = stream is null ? null : _serverProxy.Find(stream.Port);
        bool isBroken = connection is null
            ? Enum.GetValues<FaultKind>().Any(kind => SoakMixes.IsBreaking(kind) && _serverProxy.Counts[kind] > 0)
            : connection.Faults.Any(fault => SoakMixes.IsBreaking(fault.Kind));
        bool isReset = connection?.Faults.Any(fault => fault.Kind == FaultKind.Reset) ?? false;
        result.IsBroken = isBroken;
        result.IsBound = client.IsBound;
        result.Up = stream?.Received.Taken ?? 0;
        result.Down = client.Received.Taken;
        result.Repeats = client.Repeats;
        result.Check("Down", client.Received);
        if (client.End is not null && client.End is not "" && !(isBroken && client.End is "remote-connection-failed"))
        {
            result.Add($"The session ended with '{client.End}'.");
        }

        if (stream is null)
        {
            if (client.End is "")
            {
                result.Add("The session ended, and nobody was bound.");
            }

            return;
        }

        result.Check("Up", stream.Received);
        if (stream.Binds != 1)
        {
            result.Add(string.Create(CultureInfo.InvariantCulture, $"The resource was bound {stream.Binds} times."));
        }

        if (client.End is not null)
        {
            int whole = isReset ? 0 : stream.CountWhole(connection?.PassedDown ?? 0);
            result.CheckLost("Down", Math.Max(0, whole - client.Received.Taken));
            result.CheckLost("Up", isBroken ? 0 : client.Sent - stream.Received.Taken);
        }

        if (client.End is "" && !isBroken && !stream.IsClosed)
        {
            result.Add("The connection to the server ended without the end of the stream.");
        }

        result.CheckBounced(stream.Bounced.Count(number => number < client.Received.Taken));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            socket.NoDelay = true;
            var stream = new PeerStream(socket, Domain, Find);
            _streams.Enqueue(stream);
            stream.Start(_stop.Token);
        }
    }

    private SoakScript? Find(string resource)
        => _script is SoakScript script && string.Equals(resource, script.Seed.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? script
            : null;
}
