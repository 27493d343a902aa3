using System.Globalization;
using System.Text;

namespace Bosh.FaultProxy.Soak;

/// <summary>The texts that a client and a server of ours send.</summary>
internal static class BodyText
{
    public const string BoshNamespace = "http://jabber.org/protocol/httpbind";
    public const string SaslNamespace = "urn:ietf:params:xml:ns:xmpp-sasl";
    public const string BindNamespace = "urn:ietf:params:xml:ns:xmpp-bind";

    private const string Words = "Wherefore art thou Romeo? Tu, mit Lieb' und Ängsten, größer als 5 €: ";

    /// <summary>A numbered message.</summary>
    /// <param name="kind">The kind that stands in the id.</param>
    /// <param name="number">The number.</param>
    /// <param name="attributes">What else stands in its start tag.</param>
    /// <param name="textLength">The characters of its text.</param>
    public static string Message(Numbering.MessageKind kind, long number, string attributes, int textLength)
    {
        var text = new StringBuilder(textLength + 200);
        text.Append(CultureInfo.InvariantCulture, $"<message {attributes} id='{(char)kind}-{number:d10}' type='chat'><body>");
        int end = text.Length + textLength;
        while (text.Length < end)
        {
            text.Append(Words, 0, Math.Min(Words.Length, end - text.Length));
        }

        return text.Append("</body></message>").ToString();
    }

    /// <summary>An attribute of the first tag; null when it is not there.</summary>
    public static string? Attribute(string text, string name)
    {
        int tagEnd = text.IndexOf('>', StringComparison.Ordinal);
        int at = text.IndexOf($" {name}=", StringComparison.Ordinal);
        if (at < 0 || at > tagEnd)
        {
            return null;
        }

        int begin = at + name.Length + 3;
        return text[begin..text.IndexOf(text[begin - 1], begin)];
    }
}
