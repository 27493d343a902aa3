using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.RateLimiting;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>
/// An app that somebody already has, with everything switched on that could break requests that are held, must not be compressed, and
/// are nobody's business but the XMPP server's. It has two endpoints of its own that show that all this is at work.
/// </summary>
internal static class HostApp
{
    public const string Echo = "/echo";
    public const string Endless = "/endless";

    public static BoshApp Create(HostAppKind kind) => new()
    {
        IsOnSocket = true,
        AddServices = AddServices,
        Pipeline = app => Use(app, kind),
    };

    private static void AddServices(IServiceCollection services)
    {
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
        services.AddRequestDecompression();
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromMilliseconds(100) });
        services.AddAuthentication(HeaderAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>(HeaderAuthentication.Name, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddHttpsRedirection(https => https.HttpsPort = 443);
        services.AddHttpLogging(logging => logging.LoggingFields = HttpLoggingFields.All);
        services.AddRateLimiter(limits =>
        {
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter("all", _ =>
                new ConcurrencyLimiterOptions { PermitLimit = 1 }));
            limits.AddConcurrencyLimiter("one", one => one.PermitLimit = 1);
        });
    }

    private static void Use(WebApplication app, HostAppKind kind)
    {
        // As if TLS ended here.
        app.Use((context, next) =>
        {
            context.Request.Scheme = "https";
            return next(context);
        });
        app.UseHttpLogging();
        app.UseHttpsRedirection();
        app.UseResponseCompression();
        app.UseRequestDecompression();
        if (kind is HostAppKind.MapBoshAfterLateRouting)
        {
            app.UseRouting();
        }

        app.UseRateLimiter();
        app.UseRequestTimeouts();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapPost(Echo, async (HttpContext context) =>
            await context.Response.WriteAsync(await new StreamReader(context.Request.Body).ReadToEndAsync()))
            .DisableRequestTimeout();
        app.MapGet(Endless, async (HttpContext context) => await Task.Delay(Timeout.Infinite, context.RequestAborted));
        switch (kind)
        {
            case HostAppKind.UseBosh:
                app.UseBosh();
                break;
            case HostAppKind.MapBoshInGroup:
                app.MapGroup("/chat").MapBosh();
                break;
            default:
                app.MapBosh();
                break;
        }
    }
}
