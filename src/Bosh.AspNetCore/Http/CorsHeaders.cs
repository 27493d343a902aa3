using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bosh.AspNetCore.Http;

/// <summary>The cross-origin headers: on every answer, or a page of another origin takes an error for a broken network.</summary>
internal sealed class CorsHeaders
{
    /// <summary>How long browsers may remember the answer to a preflight: two hours, the most that any of them does.</summary>
    private const string MaxAge = "7200";

    private readonly HashSet<string> _origins;
    private readonly bool _allowCredentials;
    private readonly StringValues _exposed;

    public CorsHeaders(BoshCors options)
    {
        _origins = new HashSet<string>(options.Origins.Select(o => o.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);
        _allowCredentials = options.AllowCredentials;
        _exposed = options.ExposedHeaders.Count > 0 ? string.Join(", ", options.ExposedHeaders) : StringValues.Empty;
    }

    /// <summary>Whether a value can be given back as a header: names, commas and spaces.</summary>
    private static bool IsNameList(string? value) => value is not null && !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <summary>Adds the headers, unless the app has a policy of its own for this endpoint.</summary>
    public void Apply(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        if (context.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>() is not null || headers.AccessControlAllowOrigin.Count > 0)
        {
            return;
        }

        if (_origins.Count > 0)
        {
            headers.Append("Vary", "Origin");
            string? origin = context.Request.Headers.Origin;
            if (origin is null || !_origins.Contains(origin))
            {
                return;
            }

            headers.AccessControlAllowOrigin = origin;
        }
        else
        {
            headers.AccessControlAllowOrigin = "*";
        }

        if (_allowCredentials)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        if (_exposed.Count > 0)
        {
            headers.AccessControlExposeHeaders = _exposed;
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders is { Count: > 0 } asked && asked.All(IsNameList) ? asked : "Content-Type";
            headers.AccessControlMaxAge = MaxAge;
        }
    }
}
