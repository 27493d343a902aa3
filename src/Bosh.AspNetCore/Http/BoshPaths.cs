using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>The paths at which the middleware was put into the app.</summary>
internal sealed class BoshPaths
{
    private PathString[] _paths = [];
    private string[] _ends = [];

    /// <summary>A path of <c>UseBosh</c>.</summary>
    public void Add(PathString path)
    {
        _paths = [.. _paths, path];
        AddEnd(path.Value);
    }

    /// <summary>A pattern of <c>MapBosh</c>: what comes after its last parameter is what its paths end with.</summary>
    public void AddPattern(string pattern) => AddEnd("/" + pattern[(pattern.LastIndexOf('}') + 1)..].Trim('/'));

    public bool Contains(PathString path) => Array.Exists(_paths, p => Matches(path, p));

    /// <summary>
    /// Whether a path ends like one of ours. Branches and groups of the app put something in front that is not known before the request gets there.
    /// </summary>
    public bool MayLeadHere(PathString path)
    {
        string text = path.Value?.TrimEnd('/') ?? "";
        return Array.Exists(_ends, end => text.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a request is for a path, with or without a slash at the end.</summary>
    public static bool Matches(PathString path, PathString at)
        => path.StartsWithSegments(at, StringComparison.OrdinalIgnoreCase, out PathString rest) && rest.Value is null or "" or "/";

    private void AddEnd(string? end)
    {
        if (end is { Length: > 1 })
        {
            _ends = [.. _ends, end];
        }
    }
}
