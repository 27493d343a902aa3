using System.Buffers;

namespace Bosh.DevServer.Stanzas;

/// <summary>
/// An address (RFC 7622). Parts that are absent are empty. Lower case stands in for the full preparation of names: enough for development.
/// </summary>
internal readonly record struct Jid(string Node, string Domain, string Resource = "")
{
    /// <summary>RFC 7622, sections 3.2 to 3.4: each part has at most this many bytes; characters are near enough here.</summary>
    private const int MaxPartLength = 1023;

    private static readonly SearchValues<char> NotInNode = SearchValues.Create("\"&'/:<>@ \t\r\n");
    private static readonly SearchValues<char> NotInDomain = SearchValues.Create("\"&'/<>@ \t\r\n");

    public Jid Bare => this with { Resource = "" };

    public bool IsBare => Resource.Length == 0;

    public static bool TryParse(string text, out Jid jid)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var bare = slash < 0 ? text : text[..slash];
        var at = bare.IndexOf('@', StringComparison.Ordinal);
        jid = new Jid(
            at < 0 ? "" : bare[..at].ToLowerInvariant(),
            bare[(at + 1)..].ToLowerInvariant(),
            slash < 0 ? "" : text[(slash + 1)..]);
        var emptyPart = at == 0 || jid.Domain.Length == 0 || slash == text.Length - 1;
        return !emptyPart && IsNode(jid.Node) && IsPart(jid.Domain, NotInDomain) && IsResource(jid.Resource);
    }

    public static bool IsNode(string node) => IsPart(node, NotInNode);

    public static bool IsResource(string resource) => resource.Length <= MaxPartLength;

    public override string ToString() => (Node.Length > 0 ? Node + "@" : "") + Domain + (IsBare ? "" : "/" + Resource);

    private static bool IsPart(string part, SearchValues<char> forbidden) =>
        part.Length <= MaxPartLength && !part.AsSpan().ContainsAny(forbidden);
}
