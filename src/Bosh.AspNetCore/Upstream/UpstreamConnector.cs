using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// Finds a server of a domain that begins a stream with us: one server after the other, each address of its name in turn, until one does. None of them
/// may take so long that there is no time for the next.
/// </summary>
internal sealed partial class UpstreamConnector
{
    /// <summary>A resolver may find any number of servers, and a name may have any number of addresses.</summary>
    private const int MaxAttempts = 20;

    private readonly IUpstreamResolver _resolver;
    private readonly INetwork _network;
    private readonly TimeProvider _time;
    private readonly ILogger<UpstreamConnector> _logger;

    public UpstreamConnector(IUpstreamResolver resolver, INetwork network, TimeProvider time, ILogger<UpstreamConnector> logger)
    {
        _resolver = resolver;
        _network = network;
        _time = time;
        _logger = logger;
    }

    /// <summary>Begins a stream with a server of a domain.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="opener">How the stream is begun, once there is a connection.</param>
    /// <param name="cancellation">Cancelled when the time for all of it is over.</param>
    public async Task<ConnectOutcome> ConnectAsync(UpstreamTarget target, StreamOpener opener, CancellationToken cancellation)
    {
        var failures = new ConnectFailures();
        IReadOnlyList<UpstreamEndPoint> servers =
            await TryAsync(target, "IUpstreamResolver", isLast: true, failures, token => ResolveAsync(target, token), cancellation) ?? [];
        int attempts = 0;
        for (int s = 0; s < servers.Count && attempts < MaxAttempts; s++)
        {
            UpstreamEndPoint server = servers[s];
            bool isLastServer = s == servers.Count - 1 || attempts == MaxAttempts - 1;
            IReadOnlyList<IPAddress> addresses =
                await TryAsync(target, $"{server}", isLastServer, failures, token => LookUpAsync(server.Host, token), cancellation) ?? [];
            attempts += addresses.Count == 0 ? 1 : 0;
            for (int a = 0; a < addresses.Count && attempts < MaxAttempts && !cancellation.IsCancellationRequested; a++, attempts++)
            {
                IPAddress address = addresses[a];
                string what = IPAddress.TryParse(server.Host, out _) ? $"{server}" : $"{server} ({address})";
                bool isLast = (isLastServer && a == addresses.Count - 1) || attempts == MaxAttempts - 1;
                OpenStream? stream =
                    await TryAsync(target, what, isLast, failures, token => OpenAsync(target, server, address, opener, token), cancellation);
                if (stream is not null)
                {
                    if (failures.Any)
                    {
                        Log.NotTheFirst(_logger, what, target.Domain, failures.ToString());
                    }

                    return new ConnectOutcome(stream, default, "");
                }
            }
        }

        return new ConnectOutcome(null, failures.End, failures.ToString());
    }

    /// <summary>Tries something that may fail, or take too long.</summary>
    private async Task<T?> TryAsync<T>(
        UpstreamTarget target, string what, bool isLast, ConnectFailures failures, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
        where T : class
    {
        if (cancellation.IsCancellationRequested)
        {
            return null;
        }

        using var bound = new CancellationTokenSource(isLast ? Timeout.InfiniteTimeSpan : target.Settings.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            return await attempt(either.Token);
        }
        catch (Exception error)
        {
            failures.Add(what, error, cancellation.IsCancellationRequested ? "ConnectTimeout" : "AttemptTimeout");
            return null;
        }
    }

    private async Task<IReadOnlyList<UpstreamEndPoint>> ResolveAsync(UpstreamTarget target, CancellationToken cancellation)
        => await _resolver.ResolveAsync(target.Domain, target.Settings, cancellation).AsTask().WaitAsync(cancellation);

    private async Task<IReadOnlyList<IPAddress>> LookUpAsync(string host, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return [address];
        }

        // The operating system's look-up cannot be called off once it has begun: it is left to itself.
        IPAddress[] addresses = await _network.LookUpAsync(host, cancellation).WaitAsync(cancellation);
        return addresses.Length > 0 ? AddressOrder.Interleave(addresses) : throw new SocketException((int)SocketError.NoData);
    }

    private async Task<OpenStream> OpenAsync(
        UpstreamTarget target, UpstreamEndPoint server, IPAddress address, StreamOpener opener, CancellationToken cancellation)
    {
        UpstreamTls tls = ConfiguredResolver.TlsOf(server, target.Settings);
        Stream connection = await _network.ConnectAsync(new IPEndPoint(address, server.Port), cancellation);
        try
        {
            if (target.Settings.ProxyProtocol is UpstreamProxyProtocol version and not UpstreamProxyProtocol.None)
            {
                await connection.WriteAsync(ProxyHeader.Create(version, target.Client), cancellation);
            }

            if (tls == UpstreamTls.Direct)
            {
                connection = await TlsHandshake.EncryptAsync(connection, target, tls, cancellation);
            }

            return await opener.OpenAsync(connection, server, tls, cancellation);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information, "Connected to {Server} for {Domain}, after what comes before it failed: {Failures}")]
        public static partial void NotTheFirst(ILogger logger, string server, string domain, string failures);
    }
}
