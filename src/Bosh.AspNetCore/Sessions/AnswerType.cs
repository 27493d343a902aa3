namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The media type of a session's answers (XEP-0124, Session Creation Request: <c>content</c>). What a client asks for is looked up, never
/// copied: a header has no bytes of its making.
/// </summary>
internal static class AnswerType
{
    /// <summary>The one that clients get who ask for none, or for one that is not allowed.</summary>
    public const string Default = "text/xml; charset=utf-8";

    private const string Charset = "; charset=utf-8";

    /// <summary>Those that are allowed unless options say otherwise: none that browsers take for a page.</summary>
    private static readonly string[] Common = ["text/xml", "application/xml", "text/plain"];

    private static readonly string[] CommonHeaders = [.. Common.Select(type => type + Charset)];

    /// <summary>The Content-Type header for what a client asked for.</summary>
    /// <param name="asked">The <c>content</c> attribute. Its parameters do not matter: answers are UTF-8.</param>
    /// <param name="allowed">The media types that options allow; empty for the common ones.</param>
    public static string Choose(string? asked, IList<string> allowed)
    {
        if (asked is null)
        {
            return Default;
        }

        int end = asked.IndexOf(';', StringComparison.Ordinal);
        ReadOnlySpan<char> type = (end < 0 ? asked : asked.AsSpan(0, end)).Trim();
        IList<string> types = allowed.Count > 0 ? allowed : Common;
        for (int i = 0; i < types.Count; i++)
        {
            if (type.Equals(types[i], StringComparison.OrdinalIgnoreCase))
            {
                return types == Common ? CommonHeaders[i] : types[i] + Charset;
            }
        }

        return Default;
    }
}
