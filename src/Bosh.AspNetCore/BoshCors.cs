namespace Bosh.AspNetCore;

/// <summary>
/// The cross-origin headers of every answer, errors included. An endpoint with CORS metadata of its own (<c>MapBosh().RequireCors(...)</c>)
/// follows that alone.
/// </summary>
public sealed class BoshCors
{
    /// <summary>The origins whose pages may connect, such as <c>https://example.com</c>. Empty by default, which means any.</summary>
    public IList<string> Origins { get; } = [];

    /// <summary>
    /// Whether browsers may send cookies and other credentials along. Default false. When true, <see cref="Origins"/> must name the origins.
    /// </summary>
    public bool AllowCredentials { get; set; }

    /// <summary>The names of answer headers that pages may read, beyond the few that they always may. Empty by default.</summary>
    public IList<string> ExposedHeaders { get; } = [];
}
