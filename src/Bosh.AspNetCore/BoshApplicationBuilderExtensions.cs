using Bosh.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the BOSH connection manager into the pipeline of an app.</summary>
public static class BoshApplicationBuilderExtensions
{
    /// <summary>
    /// Serves BOSH at a path, with and without a slash at its end. All other requests pass. Best placed early, before middleware that is
    /// meant for pages.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <param name="path">The path; <c>/http-bind</c> when none is given.</param>
    /// <returns>The same app.</returns>
    /// <exception cref="InvalidOperationException"><c>AddBosh</c> was not called.</exception>
    public static IApplicationBuilder UseBosh(this IApplicationBuilder app, PathString path = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        BoshHandler handler = app.ApplicationServices.GetService<BoshHandler>()
            ?? throw new InvalidOperationException("UseBosh needs the services of AddBosh: call builder.Services.AddBosh() first.");
        PathString at = path.HasValue ? path.Value.TrimEnd('/') : BoshEndpointRouteBuilderExtensions.DefaultPath;
        app.ApplicationServices.GetRequiredService<BoshPaths>().Add(at);
        return app.Use((context, next) => BoshPaths.Matches(context.Request.Path, at) ? handler.HandleAsync(context) : next(context));
    }
}
