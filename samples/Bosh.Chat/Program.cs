using System.Globalization;
using Bosh.AspNetCore;
using Bosh.Chat;
using Bosh.DevServer;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Events;

const string defaultUrl = "http://localhost:5280";

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
{
    builder.WebHost.UseUrls(defaultUrl);
}

builder.Logging.ClearProviders();
builder.Logging.AddSerilog(
    new LoggerConfiguration()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Bosh.DevServer", LogEventLevel.Warning)
        .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: CultureInfo.InvariantCulture)
        .ReadFrom.Configuration(builder.Configuration)
        .CreateLogger(),
    dispose: true);

builder.Services.AddBosh();
builder.Services.AddXmppDevServer();

var app = builder.Build();
try
{
    _ = app.Services.GetRequiredService<IOptions<BoshOptions>>().Value;
}
catch (OptionsValidationException invalid)
{
    foreach (var failure in invalid.Failures)
    {
        Log.InvalidSetting(app.Logger, failure);
    }

    await app.DisposeAsync();
    return 1;
}

app.UseBosh();
app.UseDefaultFiles();
app.UseStaticFiles(new StaticFileOptions
{
    OnPrepareResponse = file =>
    {
        file.Context.Response.Headers.ContentSecurityPolicy = "default-src 'self'";
        file.Context.Response.Headers.CacheControl = "no-cache";
    },
});
app.MapGet("/config.json", (IOptions<BoshOptions> bosh, XmppDevServer embedded) => new
{
    Domains = bosh.Value.Domains
        .Select(domain => domain.Value.Port == embedded.Port
            ? new ChatDomain(domain.Key, Embedded: true, Room: "lobby@rooms." + domain.Key)
            : new ChatDomain(domain.Key, Embedded: false, Room: null))
        .OrderBy(domain => domain.Embedded),
});

app.Lifetime.ApplicationStarted.Register(() => Log.Open(app.Logger, string.Join(", ", app.Urls)));
await app.RunAsync();
return 0;

/// <summary>The sample. Public, so that tests can host it.</summary>
public partial class Program
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Open {Url}")]
        public static partial void Open(Microsoft.Extensions.Logging.ILogger logger, string url);

        [LoggerMessage(2, LogLevel.Error, "{Failure}")]
        public static partial void InvalidSetting(Microsoft.Extensions.Logging.ILogger logger, string failure);
    }
}
