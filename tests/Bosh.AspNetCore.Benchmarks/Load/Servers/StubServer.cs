using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary><c>load stub</c>: an XMPP server that is faster than any, so that what is measured is what stands in front of it. Clients may begin with TLS.</summary>
internal sealed class StubServer : IDisposable
{
    private const int Backlog = 4096;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _domain;
    private readonly X509Certificate2 _certificate;

    /// <summary>Listens; connections are taken when it runs.</summary>
    public StubServer(int port, string domain)
    {
        _domain = domain;
        _certificate = CertificateFor(domain);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(Backlog);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        int port = arguments.Number("port", 0);
        string domain = arguments.Text("domain") ?? Defaults.Domain;
        arguments.RefuseUnknown();

        using var server = new StubServer(port, domain);
        Listening.Announce(server.Port);
        await server.RunAsync(cancellationToken);
    }

    /// <summary>Serves until it is cancelled or disposed of.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using CancellationTokenRegistration stop = cancellationToken.Register(Dispose);
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync(_stopping.Token);
                socket.NoDelay = true;
                _ = new StubConnection(socket, _domain, _certificate).RunAsync(_stopping.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // It shall stop.
        }
    }

    /// <summary>Ends all connections.</summary>
    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Dispose();
    }

    private static X509Certificate2 CertificateFor(string domain)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={domain}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(7));
    }
}
