using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>Reads from the tags of an element from the server what it means for stream management (XEP-0198).</summary>
internal static class ManagementSignsReader
{
    /// <summary>What the element's own start tag says, which the reader has just read.</summary>
    public static ManagementSigns OfStart(scoped ref XmlTokenizer reader)
        => IsStanza(ref reader) ? ManagementSigns.IsStanza : OfAnswer(ref reader);

    /// <summary>Whether it is the answer to a log-in in which the client may have asked for stream management too (XEP-0388, XEP-0386).</summary>
    public static bool MayHoldAnswer(scoped ref XmlTokenizer reader)
        => reader.LocalName.SequenceEqual("success"u8) && reader.IsInNamespace(Namespaces.Sasl2);

    /// <summary>What a start tag inside of it says.</summary>
    public static ManagementSigns OfInner(scoped ref XmlTokenizer reader)
        => reader.Depth == 2 && reader.LocalName.SequenceEqual("sm"u8) && reader.IsInNamespace(Namespaces.Management)
            ? ManagementSigns.Offered
            : OfAnswer(ref reader);

    /// <summary>Whether an element belongs to stream management, in whichever version.</summary>
    public static bool IsManagement(scoped ref XmlTokenizer reader)
        => reader.IsInNamespace(Namespaces.Management) || reader.IsInNamespace(Namespaces.OldManagement);

    private static bool IsStanza(scoped ref XmlTokenizer reader)
    {
        ReadOnlySpan<byte> name = reader.LocalName;
        return (name.SequenceEqual("message"u8) || name.SequenceEqual("presence"u8) || name.SequenceEqual("iq"u8))
            && reader.IsInNamespace(Namespaces.JabberClient);
    }

    private static ManagementSigns OfAnswer(scoped ref XmlTokenizer reader)
    {
        if (!IsManagement(ref reader))
        {
            return ManagementSigns.None;
        }

        ReadOnlySpan<byte> name = reader.LocalName;
        return name.SequenceEqual("enabled"u8) || name.SequenceEqual("resumed"u8) ? ManagementSigns.Answered | ManagementSigns.Begins
            : name.SequenceEqual("failed"u8) ? ManagementSigns.Answered
            : ManagementSigns.None;
    }
}
