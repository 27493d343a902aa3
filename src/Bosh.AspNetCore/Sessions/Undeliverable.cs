using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// What becomes of elements that no client will fetch (XEP-0206, recipient-unavailable): the sender of a message learns that the recipient is
/// unavailable, a query is answered with service-unavailable, anything else is dropped. Errors and results are never replied to.
/// </summary>
internal static class Undeliverable
{
    /// <summary>Sends the replies to elements, as they stand in a body element, to the server.</summary>
    public static void WriteReplies(ReadOnlyMemory<byte> elements, IUpstreamLink link)
    {
        using var writer = new BodyWriter(256);

        // Elements that stood in one body element are siblings: a root around them makes a document of them.
        byte[] document =
        [
            .. "<body xmlns='http://jabber.org/protocol/httpbind' xmlns:stream='http://etherx.jabber.org/streams'>"u8,
            .. elements.Span,
            .. "</body>"u8,
        ];
        var reader = new XmlTokenizer(document, new XmlLimits(int.MaxValue, int.MaxValue));
        while (reader.Read())
        {
            if (reader.Kind == XmlTokenKind.StartTag && reader.Depth == 2)
            {
                WriteReply(ref reader, writer);
                reader.Skip();
            }
        }

        if (writer.Length > 0)
        {
            link.Send(writer.ToArray());
        }
    }

    private static void WriteReply(ref XmlTokenizer reader, BodyWriter writer)
    {
        bool isMessage = reader.LocalName.SequenceEqual("message"u8);
        bool isQuery = reader.LocalName.SequenceEqual("iq"u8);
        if ((!isMessage && !isQuery) || !reader.IsInNamespace(Namespaces.JabberClient))
        {
            return;
        }

        string? from = null;
        string? to = null;
        string? id = null;
        string type = "";
        foreach (ref readonly XmlAttribute attribute in reader.Attributes)
        {
            if (attribute.PrefixLength > 0 || attribute.IsDeclaration)
            {
                continue;
            }

            ReadOnlySpan<byte> name = reader.Local(attribute);
            string value = XmlReferences.Decode(reader.Value(attribute));
            if (name.SequenceEqual("from"u8))
            {
                from = value;
            }
            else if (name.SequenceEqual("to"u8))
            {
                to = value;
            }
            else if (name.SequenceEqual("id"u8))
            {
                id = value;
            }
            else if (name.SequenceEqual("type"u8))
            {
                type = value;
            }
        }

        if (isMessage ? type is "error" : type is not ("get" or "set"))
        {
            return;
        }

        writer.Raw(isMessage ? "<message type='error'"u8 : "<iq type='error'"u8);
        WriteAddress(writer, "to"u8, from);
        WriteAddress(writer, "from"u8, to);
        WriteAddress(writer, "id"u8, id);
        writer.Raw(isMessage
            ? "><error type='wait'><recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"u8
            : "><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"u8);
    }

    private static void WriteAddress(BodyWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.Attribute(name, value);
        }
    }
}
