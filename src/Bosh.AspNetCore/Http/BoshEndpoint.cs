using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// What the middleware of an app in front of us needs to know, as endpoint metadata: requests may take long; who may log in
/// is the XMPP server's to say, unless the app says something for this endpoint; the app's limits for short requests do not fit.
/// </summary>
internal static class BoshEndpoint
{
    /// <summary>
    /// An endpoint for requests that no route leads to. It says what they are and handles nothing: where they are handled is where the app has put us.
    /// </summary>
    public static Endpoint Create()
    {
        var builder = new PlainEndpointBuilder();
        Complete(builder);
        return builder.Build();
    }

    /// <summary>Adds what the app has left open.</summary>
    public static void Complete(EndpointBuilder endpoint)
    {
        IList<object> metadata = endpoint.Metadata;
        metadata.Add(BoshMarker.Instance);
        metadata.Add(new DisableRequestTimeoutAttribute());
        if (!metadata.Any(m => m is IAuthorizeData or AuthorizationPolicy or IAllowAnonymous))
        {
            metadata.Add(new AllowAnonymousAttribute());
        }

        if (!metadata.Any(m => m is EnableRateLimitingAttribute or DisableRateLimitingAttribute))
        {
            metadata.Add(new DisableRateLimitingAttribute());
        }
    }

    private sealed class PlainEndpointBuilder : EndpointBuilder
    {
        public override Endpoint Build() => new(requestDelegate: null, new EndpointMetadataCollection(Metadata), "BOSH");
    }
}
