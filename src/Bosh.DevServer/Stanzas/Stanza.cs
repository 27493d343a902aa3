using System.Xml.Linq;

namespace Bosh.DevServer.Stanzas;

/// <summary>The answers to stanzas, and their copies for other readers.</summary>
internal static class Stanza
{
    /// <summary>
    /// The error answer to a stanza, from the address that it was sent to; null when it must not be answered: errors and results never are
    /// (RFC 6120, section 8.3.1), or two servers would answer each other for ever.
    /// </summary>
    public static XElement? Error(XElement stanza, string condition) => Type(stanza) is "error" or "result"
        ? null
        : Answer(stanza, "error", new XElement(
            stanza.Name.Namespace + "error",
            new XAttribute("type", ErrorType(condition)),
            new XElement(Ns.StanzaErrors + condition)));

    /// <summary>The result of an iq.</summary>
    public static XElement Result(XElement iq, object? content = null) => Answer(iq, "result", content);

    /// <summary>A copy with another sender and reader. The reader's copy is its own: stanzas are never changed once they were sent.</summary>
    public static XElement Readdressed(XElement stanza, Jid from, Jid to)
    {
        var copy = new XElement(stanza);
        copy.SetAttributeValue("from", from);
        copy.SetAttributeValue("to", to);
        return copy;
    }

    public static string? Type(XElement stanza) => (string?)stanza.Attribute("type");

    private static XElement Answer(XElement stanza, string type, object? content) => new(
        stanza.Name,
        new XAttribute("type", type),
        stanza.Attribute("id"),
        stanza.Attribute("to") is { } to ? new XAttribute("from", to.Value) : null,
        stanza.Attribute("from") is { } from ? new XAttribute("to", from.Value) : null,
        content);

    /// <summary>RFC 6120, section 8.3.3: each condition has the type that tells what the sender may do about it.</summary>
    private static string ErrorType(string condition) => condition switch
    {
        "bad-request" or "jid-malformed" or "not-acceptable" => "modify",
        _ => "cancel",
    };
}
