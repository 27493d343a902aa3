using System.Globalization;

namespace Bosh.AspNetCore.Protocol;

/// <summary>What the client asked a stream to be, and how our header to the server says it (XEP-0206, Session Creation Request).</summary>
/// <param name="To">The domain.</param>
/// <param name="From">The originator, if the client named one.</param>
/// <param name="Lang">The default language of the stream, if the client named one.</param>
/// <param name="XmppVersion">The version of XMPP; 1.0 when the client named none, so that old clients get features too.</param>
internal sealed record StreamTerms(string To, string? From, string? Lang, string XmppVersion)
{
    public const string DefaultXmppVersion = "1.0";

    /// <summary>Whether <see cref="From"/> is what the app says, which no client changes.</summary>
    public bool IsFromFixed { get; init; }

    /// <summary>The terms that a request asks for. A version that is none is taken for 1.0.</summary>
    public static StreamTerms Of(BodyElement body, string to)
        => new(to, body.From, body.Lang, body.XmppVersion is string version && IsVersion(version) ? version : DefaultXmppVersion)
        {
            IsFromFixed = body.IsFromByApp,
        };

    /// <summary>The terms of a restarted stream (XEP-0206, Authentication and Resource Binding): what the request leaves out stays as it was.</summary>
    public StreamTerms Restarted(BodyElement body)
        => this with { From = IsFromFixed ? From : body.From ?? From, Lang = body.Lang ?? Lang };

    /// <summary>The start tag of the stream, after an XML declaration.</summary>
    public byte[] ToHeader()
    {
        using var writer = new BodyWriter(256);
        writer.Raw("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'"u8);
        writer.Attribute("to"u8, To);
        if (From is not null)
        {
            writer.Attribute("from"u8, From);
        }

        writer.Attribute("version"u8, XmppVersion);
        if (Lang is not null)
        {
            writer.Attribute("xml:lang"u8, Lang);
        }

        writer.Raw(">"u8);
        return writer.ToArray();
    }

    private static bool IsVersion(string text)
        => ProtocolVersion.TryParse(text, out ProtocolVersion version)
            && version.Major >= 1
            && string.Equals(text, string.Create(CultureInfo.InvariantCulture, $"{version.Major}.{version.Minor}"), StringComparison.Ordinal);
}
