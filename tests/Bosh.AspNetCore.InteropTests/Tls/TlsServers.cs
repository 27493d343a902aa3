using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Tls;

/// <summary>One server of each kind with a good certificate for one domain, and with something wrong about every other.</summary>
public sealed class TlsServers : IAsyncLifetime
{
    /// <summary>All is as it should be.</summary>
    public const string Right = "right.test";

    /// <summary>The certificate is for another domain.</summary>
    public const string WrongName = "wrong-name.test";

    /// <summary>The certificate was valid until yesterday.</summary>
    public const string Expired = "expired.test";

    /// <summary>The certificate comes from no authority.</summary>
    public const string SelfSigned = "self-signed.test";

    /// <summary>There is no TLS.</summary>
    public const string Clear = "clear.test";

    private static readonly Account Alice = new("alice", "wonder & <land>");

    private readonly Dictionary<ServerKind, XmppServer> _servers = [];

    internal TestAuthority Authority { get; } = new();

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        Authority.Dispose();
    }

    internal async Task<XmppServer> GetAsync(ServerKind kind)
    {
        if (!_servers.TryGetValue(kind, out var server))
        {
            server = await XmppServer.StartAsync(
                kind,
                new ServedDomain(Right, Alice) { Certificate = Authority.Issue(Right) },
                new ServedDomain(WrongName) { Certificate = Authority.Issue("another.test") },
                new ServedDomain(Expired) { Certificate = Authority.Issue(Expired, isExpired: true) },
                new ServedDomain(SelfSigned) { Certificate = TestAuthority.SelfSign(SelfSigned) },
                new ServedDomain(Clear, Alice));
            _servers.Add(kind, server);
        }

        return server;
    }
}
