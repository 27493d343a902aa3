using System.Net;
using Bosh.FaultProxy.Soak;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Benchmarks.Faults;

/// <summary>An app with the connection manager in it, limits that sessions reach, and a log that keeps errors.</summary>
internal sealed class SoakApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SoakApp(WebApplication app, ErrorLog errors)
    {
        _app = app;
        Errors = errors;
    }

    public ErrorLog Errors { get; }

    public IPEndPoint EndPoint
    {
        get
        {
            var address = new Uri(_app.Urls.First());
            return new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        }
    }

    public static async Task<SoakApp> StartAsync(SoakRun run, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var errors = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(errors).SetMinimumLevel(LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddBosh(options => Configure(options, run));
        WebApplication app = builder.Build();
        app.UseBosh();
        await app.StartAsync(cancellationToken);
        return new SoakApp(app, errors);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static void Configure(BoshOptions options, SoakRun run)
    {
        options.Inactivity = TimeSpan.FromSeconds(20);
        options.Limits.MaxUpstreamBuffer = 64 * 1024;
        foreach ((string domain, int port) in run.Domains)
        {
            options.Domains.Add(domain, upstream =>
            {
                upstream.Host = "127.0.0.1";
                upstream.Port = port;
            });
        }
    }
}
