using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpLogging;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Keeps bodies out of an app's HTTP log: they carry session identifiers, credentials and what people write to each other. Our requests are
/// known by their endpoint; where the app logs before it looks for endpoints, by what their path ends with.
/// </summary>
internal sealed class BodyLoggingGuard : IHttpLoggingInterceptor
{
    private readonly BoshPaths _paths;

    public BodyLoggingGuard(BoshPaths paths)
    {
        _paths = paths;
    }

    public ValueTask OnRequestAsync(HttpLoggingInterceptorContext logContext)
    {
        HttpContext context = logContext.HttpContext;
        if (context.GetEndpoint()?.Metadata.GetMetadata<BoshMarker>() is not null || _paths.MayLeadHere(context.Request.Path))
        {
            logContext.Disable(HttpLoggingFields.RequestBody | HttpLoggingFields.ResponseBody | HttpLoggingFields.RequestQuery);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnResponseAsync(HttpLoggingInterceptorContext logContext) => ValueTask.CompletedTask;
}
