using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// Finds a server of a domain that can be connected to: one server after the other, each address of its name in turn, until one answers. None of them
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

    /// <summary>
    /// Connects to a server of a domain. The server has been told whose connection it is, if it is to be; with direct TLS the connection is encrypted.
    /// </summary>
    /// <param name="target">Where to.</param>
    /// <param name="cancellation">Cancelled when the time for all of it is over.</param>
    public async Task<ConnectOutcome> ConnectAsync(UpstreamTarget target, CancellationToken cancellation)
    {
        var failures = new ConnectFailures();
        IReadOnlyList<UpstreamEndPoint> servers =
            await TryAsync(target, "IUpstreamResolver", isLast: true, failures, token => ResolveAsync(target, token), cancellation) ?? [];
        int attempts = 0;
        for (int s = 0; s < servers.Count; s++)
        {
            UpstreamEndPoint server = servers[s];
            bool isLastServer = s == servers.Count - 1;
            IReadOnlyList<IPAddress> addresses =
                await TryAsync(target, $"{server}", isLastServer, failures, token => LookUpAsync(server.Host, token), cancellation) ?? [];
            for (int a = 0; a < addresses.Count && attempts < MaxAttempts && !cancellation.IsCancellationRequested; a++, attempts++)
            {
                IPAddress address = addresses[a];
                string what = IPAddress.TryParse(server.Host, out _) ? $"{server}" : $"{server} ({address})";
                bool isLast = isLastServer && a == addresses.Count - 1;
                UpstreamConnection? connection =
                    await TryAsync(target, what, isLast, failures, token => OpenAsync(target, server, address, token), cancellation);
                if (connection is not null)
                {
                    if (failures.Any)
                    {
                        Log.NotTheFirst(_logger, what, target.Domain, failures.ToString());
                    }

                    return new ConnectOutcome(connection, default, "");
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

        IPAddress[] addresses = await _network.LookUpAsync(host, cancellation);
        return addresses.Length > 0 ? AddressOrder.Interleave(addresses) : throw new SocketException((int)SocketError.NoData);
    }

    private async Task<UpstreamConnection> OpenAsync(
        UpstreamTarget target, UpstreamEndPoint server, IPAddress address, CancellationToken cancellation)
    {
        UpstreamTls tls = ConfiguredResolver.TlsOf(server, target.Settings);
        Stream stream = await _network.ConnectAsync(new IPEndPoint(address, server.Port), cancellation);
        try
        {
            if (target.Settings.ProxyProtocol is UpstreamProxyProtocol version and not UpstreamProxyProtocol.None)
            {
                await stream.WriteAsync(ProxyHeader.Create(version, target.Client), cancellation);
            }

            if (tls == UpstreamTls.Direct)
            {
                stream = await TlsHandshake.EncryptAsync(stream, target, tls, cancellation);
            }

            return new UpstreamConnection(stream, server, tls);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Information, "Connected to {Server} for {Domain}, after what comes before it failed: {Failures}")]
        public static partial void NotTheFirst(ILogger logger, string server, string domain, string failures);
    }
}
