using Xunit;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>One server of each kind for all tests that need no other. Each is started by the first test that asks for it.</summary>
public sealed class RealServers : IAsyncLifetime
{
    /// <summary>The domain that they serve, without TLS.</summary>
    public const string Domain = "example.test";

    /// <summary>The password of everybody.</summary>
    public const string Password = "wonder & <land>";

    private static readonly Account[] Accounts = [.. new[] { "alice", "bob", "carol", "dave" }.Select(user => new Account(user, Password))];

    private readonly Dictionary<(ServerKind Kind, bool KeepsMessages), XmppServer> _servers = [];

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    internal async Task<XmppServer> GetAsync(ServerKind kind, bool keepsMessages)
    {
        if (!_servers.TryGetValue((kind, keepsMessages), out var server))
        {
            server = await XmppServer.StartAsync(kind, new ServedDomain(Domain, Accounts) { KeepsMessages = keepsMessages });
            _servers.Add((kind, keepsMessages), server);
        }

        return server;
    }
}
