namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The media type of a session's answers (XEP-0124, Session Creation Request: <c>content</c>). What a client asks for is looked up, never
/// copied: a header has no bytes of its making.
/// </summary>
internal static class AnswerType
{
    /// <summary>The one that clients get who ask for none, or for one that is not allowed.</summary>
    public const string Default = "text/xml; charset=utf-8";

    /// <summary>That of scripts (XEP-0252, Changes to the Response Syntax).</summary>
    private const string Script = "text/javascript; charset=utf-8";

    private const string Charset = "; charset=utf-8";

    /// <summary>Those that are allowed unless options say otherwise: none that browsers take for a page.</summary>
    private static readonly string[] Common = ["text/xml", "application/xml", "text/plain"];

    /// <summary>Those of scripts: browsers run nothing that is labelled otherwise.</summary>
    private static readonly string[] Scripts = ["text/javascript", "application/javascript", "application/x-javascript"];

    /// <summary>The Content-Type header for what a client asked for.</summary>
    /// <param name="asked">The <c>content</c> attribute. Its parameters do not matter: answers are UTF-8.</param>
    /// <param name="allowed">The media types that options allow; empty for the common ones.</param>
    /// <param name="isScript">Whether answers are scripts.</param>
    public static string Choose(string? asked, IList<string> allowed, bool isScript)
    {
        string other = isScript ? Script : Default;
        if (asked is null)
        {
            return other;
        }

        int end = asked.IndexOf(';', StringComparison.Ordinal);
        ReadOnlySpan<char> type = (end < 0 ? asked : asked.AsSpan(0, end)).Trim();
        foreach (string candidate in isScript ? Scripts : allowed.Count > 0 ? allowed : Common)
        {
            if (type.Equals(candidate, StringComparison.OrdinalIgnoreCase))
            {
                return other.StartsWith(candidate, StringComparison.Ordinal) ? other : candidate + Charset;
            }
        }

        return other;
    }
}
