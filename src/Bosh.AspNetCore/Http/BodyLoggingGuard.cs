using Microsoft.AspNetCore.HttpLogging;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Keeps bodies out of an app's HTTP log: they carry session identifiers, credentials and what people write to each other. They are
/// recognised by their namespace's place in the app, the endpoint, so other requests are logged as the app wishes.
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
        if (_paths.Contains(logContext.HttpContext.Request.Path))
        {
            logContext.Disable(HttpLoggingFields.RequestBody | HttpLoggingFields.ResponseBody | HttpLoggingFields.RequestQuery);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask OnResponseAsync(HttpLoggingInterceptorContext logContext) => ValueTask.CompletedTask;
}
