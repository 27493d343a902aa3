using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.Benchmarks.Load.Patterns;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;
using StubServer = Bosh.AspNetCore.Benchmarks.Load.Servers.StubServer;

namespace Bosh.AspNetCore.IntegrationTests.Load;

/// <summary>The load tool drives the library with the stub behind it.</summary>
public abstract class LoadTest : BoshTest
{
    /// <summary>The number of the message that a fault happens to, early in the run.</summary>
    internal const int Victim = 5;

    protected LoadTest()
    {
        Stub = Use(new StubServer(0, Defaults.Domain));
        _ = Stub.RunAsync(CancellationToken.None);
    }

    internal StubServer Stub { get; }

    internal static RunOptions Options(BoshApp app, string pattern) => new()
    {
        Url = new Uri($"http://{app.EndPoint}/http-bind"),
        Pattern = PatternNames.Parse(pattern),
        Sessions = 2,
        Duration = TimeSpan.FromSeconds(0.5),
        WarmUp = TimeSpan.FromSeconds(0.25),
        Domain = Defaults.Domain,
        ProcessIds = [],
        Pause = TimeSpan.FromMilliseconds(20),
        DrainTimeout = TimeSpan.FromSeconds(3),
    };

    internal static Task<RunResult> RunAsync(RunOptions options) => LoadRun.RunAsync(options, TestContext.Current.CancellationToken).Soon();

    internal Task<RunResult> RunAsync(int port, string pattern) => RunAsync(Options(RunBosh(port), pattern));

    /// <summary>The library before the stub, or before a line to it.</summary>
    internal BoshApp RunBosh(int port) => Run(new BoshApp
    {
        IsOnSocket = true,
        Options = options => options.Domains.Add(Defaults.Domain, upstream =>
        {
            upstream.Host = "127.0.0.1";
            upstream.Port = port;
            upstream.Tls = UpstreamTls.None;
        }),
    });
}
