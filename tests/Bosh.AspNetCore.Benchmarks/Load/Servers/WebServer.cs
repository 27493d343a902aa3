using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary>What our app and the bare relay have in common, so that they differ in nothing else.</summary>
internal static class WebServer
{
    public static async Task RunAsync(
        int port, Action<IServiceCollection> configure, Action<IApplicationBuilder> use, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        configure(builder.Services);

        await using WebApplication app = builder.Build();
        use(app);
        app.Run(CollectAsync);
        await app.StartAsync(cancellationToken);
        Listening.Announce(new Uri(app.Urls.First()).Port);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private static Task CollectAsync(HttpContext context)
    {
        if (context.Request.Path == Defaults.CollectPath)
        {
            GarbageCollection.Collect();
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }

        return Task.CompletedTask;
    }
}
