using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>The paths at which the middleware was put into the app.</summary>
internal sealed class BoshPaths
{
    private PathString[] _paths = [];

    public void Add(PathString path) => _paths = [.. _paths, path];

    public bool Contains(PathString path) => Array.Exists(_paths, p => Matches(path, p));

    /// <summary>Whether a request is for a path, with or without a slash at the end.</summary>
    public static bool Matches(PathString path, PathString at)
        => path.StartsWithSegments(at, StringComparison.OrdinalIgnoreCase, out PathString rest) && rest.Value is null or "" or "/";
}
