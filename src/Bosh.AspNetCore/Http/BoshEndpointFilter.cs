using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Gives requests for <c>UseBosh</c> their endpoint before anything else runs, so that an app's authorization, rate limits and timeouts,
/// wherever they stand, find our metadata as they do for <c>MapBosh</c>.
/// </summary>
internal sealed class BoshEndpointFilter : IStartupFilter
{
    private readonly BoshPaths _paths;
    private readonly Endpoint _endpoint = BoshEndpoint.Create();

    public BoshEndpointFilter(BoshPaths paths)
    {
        _paths = paths;
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            if (context.GetEndpoint() is null && _paths.Contains(context.Request.Path))
            {
                context.SetEndpoint(_endpoint);
            }

            return rest(context);
        });
        next(app);
    };
}
