using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// BOSH by GET and scripts (XEP-0252), which is not supported: 404 tells its clients so.
/// </summary>
internal static class ScriptSyntax
{
    /// <summary>Whether the query of a GET is a body element, or begins like one.</summary>
    public static bool IsRequest(QueryString query)
        => query.Value is string text
            && (text.StartsWith("?%3Cbody", StringComparison.OrdinalIgnoreCase) || text.StartsWith("?<body", StringComparison.Ordinal));
}
