using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bosh.FaultProxy.Faults;

namespace Bosh.FaultProxy.Proxy;

/// <summary>
/// Stands between a client and a server, passes what they say, and does to each connection what its plan says. With HTTP it knows requests and
/// responses (those with a Content-Length), without it bytes.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly ConcurrentQueue<string> _history = new();
    private readonly Lock _lock = new();
    private readonly Task _accepting;

    // Guarded by the lock.
    private Func<int, FaultPlan> _plans = _ => FaultPlan.None;
    private int _nextNumber;

    /// <summary>Begins to listen, on the loopback interface.</summary>
    /// <param name="target">The server.</param>
    /// <param name="isHttp">Whether the connections carry HTTP.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    public FaultyProxy(EndPoint target, bool isHttp, int port = 0)
    {
        Target = target;
        IsHttp = isHttp;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    public EndPoint Target { get; }

    public bool IsHttp { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    public FaultCounts Counts { get; private set; } = new();

    /// <summary>What is done to whom, in words. For whoever watches; called on any thread.</summary>
    public Action<string>? Watcher { get; init; }

    /// <summary>The faults that have been made since the plans were set, in words.</summary>
    public IEnumerable<string> History => _history;

    internal Overtaking Overtaking { get; } = new();

    /// <summary>Sets the plans of the connections that come from now on, of which the first is number 0, and counts anew.</summary>
    public void Use(Func<int, FaultPlan> plans)
    {
        lock (_lock)
        {
            _plans = plans;
            _nextNumber = 0;
            Counts = new FaultCounts();
        }

        _history.Clear();
    }

    /// <summary>Sets the plans of the next connections; those after them have none.</summary>
    public void Use(params FaultPlan[] plans) => Use(number => number < plans.Length ? plans[number] : FaultPlan.None);

    /// <summary>The connection that has a certain port at the server.</summary>
    public ProxiedConnection? Find(int serverPort) => _connections.Keys.FirstOrDefault(connection => connection.ServerPort == serverPort);

    /// <summary>Forgets connections that have ended.</summary>
    public void ForgetEnded()
    {
        foreach ((ProxiedConnection connection, Task run) in _connections)
        {
            if (run.IsCompleted)
            {
                _connections.TryRemove(connection, out _);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    internal void Struck(int connection, Fault fault)
    {
        Counts.Add(fault.Kind);
        string text = string.Create(CultureInfo.InvariantCulture, $"connection {connection}: {fault}");
        _history.Enqueue(text);
        Watcher?.Invoke(text);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            client.NoDelay = true;
            int number;
            FaultPlan plan;
            lock (_lock)
            {
                number = _nextNumber++;
                plan = _plans(number);
            }

            var connection = new ProxiedConnection(this, number, plan, client, _stop.Token);
            _connections[connection] = Task.Run(connection.RunAsync);
        }
    }
}
