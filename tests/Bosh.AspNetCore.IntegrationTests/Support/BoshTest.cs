using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>
/// A test with apps and servers of its own. They are stopped after it, and then their logs must be as the test expects.
/// </summary>
public abstract class BoshTest : IAsyncLifetime
{
    private readonly List<BoshApp> _apps = [];
    private readonly List<IDisposable> _others = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _apps.ForEach(app => app.Log.StopExpecting());
        _others.ForEach(other => other.Dispose());
        foreach (var app in _apps)
        {
            await app.DisposeAsync().Soon();
        }

        GC.SuppressFinalize(this);
        Assert.All(_apps, app => app.Log.AssertAsExpected());
    }

    internal BoshApp Run(BoshApp app)
    {
        _apps.Add(app);
        return app;
    }

    internal ScriptedServer Listen() => Use(new ScriptedServer());

    /// <summary>Something that ends before the apps do.</summary>
    internal T Use<T>(T other)
        where T : IDisposable
    {
        _others.Add(other);
        return other;
    }

    /// <summary>A session with a scripted server, past the exchange of headers and features.</summary>
    internal async Task<ScriptedSession> OpenAsync(
        string attributes = BoshClient.Terms, Action<BoshOptions>? options = null, ManualTimeProvider? time = null, bool isOnSocket = false)
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Options = options, Time = time, IsOnSocket = isOnSocket });
        return await ScriptedSession.OpenAsync(app, attributes);
    }
}
