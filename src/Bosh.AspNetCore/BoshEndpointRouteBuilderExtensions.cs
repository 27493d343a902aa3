using System.Diagnostics.CodeAnalysis;
using Bosh.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the BOSH connection manager as an endpoint of an app.</summary>
public static class BoshEndpointRouteBuilderExtensions
{
    internal const string DefaultPath = "/http-bind";

    /// <summary>
    /// Serves BOSH at a route, with and without a slash at its end. What endpoints can have composes with it: <c>RequireCors</c>, <c>RequireHost</c>,
    /// <c>RequireAuthorization</c>, <c>RequireRateLimiting</c>. Without them anybody may connect, whatever the app's fallback policy and
    /// global rate limit say, because the XMPP server asks who they are.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="pattern">The route pattern. Default <c>/http-bind</c>.</param>
    /// <returns>The endpoint, to add to.</returns>
    /// <exception cref="InvalidOperationException"><c>AddBosh</c> was not called.</exception>
    public static IEndpointConventionBuilder MapBosh(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = DefaultPath)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        BoshHandler handler = endpoints.ServiceProvider.GetService<BoshHandler>()
            ?? throw new InvalidOperationException("MapBosh needs the services of AddBosh: call builder.Services.AddBosh() first.");
        endpoints.ServiceProvider.GetRequiredService<BoshPaths>().AddPattern(pattern);
        IEndpointConventionBuilder endpoint = endpoints.Map(RoutePatternFactory.Parse(pattern), handler.HandleAsync).WithDisplayName("BOSH");
        endpoint.Finally(BoshEndpoint.Complete);
        return endpoint;
    }
}
