using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Benchmarks.Faults;

/// <summary>An app with the connection manager in it, small limits, and a log that keeps errors.</summary>
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

    public static async Task<SoakApp> StartAsync(Action<BoshOptions> configure, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        var errors = new ErrorLog();
        builder.Logging.ClearProviders().AddProvider(errors).SetMinimumLevel(LogLevel.Error);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddBosh(configure);
        WebApplication app = builder.Build();
        app.UseBosh();
        await app.StartAsync(cancellationToken);
        return new SoakApp(app, errors);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
