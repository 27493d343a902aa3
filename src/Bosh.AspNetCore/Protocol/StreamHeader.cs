using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// The header of the stream that the server sends (RFC 6120, section 4.7), and what it puts into scope for the elements of the stream.
/// </summary>
internal sealed class StreamHeader
{
    private static readonly byte[] DeclareJabberClient = " xmlns='jabber:client'"u8.ToArray();

    private readonly byte[] _text;
    private readonly NamespaceBinding[] _bindings;
    private readonly int _nameEnd;

    private StreamHeader(byte[] text, int nameEnd, NamespaceBinding[] bindings)
    {
        _text = text;
        _nameEnd = nameEnd;
        _bindings = bindings;
    }

    /// <summary>The stream's identifier: <c>authid</c> for the client (XEP-0206, Session Creation Response).</summary>
    public string? Id { get; private set; }

    /// <summary>Who the server says it is.</summary>
    public string? From { get; private set; }

    /// <summary>The version of XMPP; null for servers from before RFC 3920, which send no features.</summary>
    public string? Version { get; private set; }

    /// <summary>The default language of the stream.</summary>
    public string? Lang { get; private set; }

    /// <summary>
    /// What is added to the start tag of an element that relies on the default namespace alone, jabber:client, and inherits no language.
    /// </summary>
    public static ReadOnlySpan<byte> CommonInsertion => DeclareJabberClient;

    public ReadOnlySpan<byte> Text => _text;

    public ReadOnlySpan<NamespaceBinding> Bindings => _bindings;

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, XmlLimits, out XmlFault)"/>
    public static StreamHeader? Parse(ReadOnlySpan<byte> text, XmlLimits limits) => Parse(text, limits, out _);

    /// <summary>Reads a start tag.</summary>
    /// <param name="text">The start tag, whole.</param>
    /// <param name="limits">What is taken at most.</param>
    /// <param name="fault">Why it is not the header of an XMPP stream.</param>
    /// <returns>Null when it is not.</returns>
    public static StreamHeader? Parse(ReadOnlySpan<byte> text, XmlLimits limits, out XmlFault fault)
    {
        byte[] copy = text.ToArray();
        int valid = XmlChars.ValidPrefixLength(copy, out XmlError badCharacter);
        fault = new XmlFault(badCharacter, valid);
        if (badCharacter != XmlError.None)
        {
            return null;
        }

        var reader = new XmlTokenizer(copy, limits);
        if (!reader.Read())
        {
            fault = reader.Fault;
            return null;
        }

        bool isHeader = reader.Kind == XmlTokenKind.StartTag
            && !reader.IsEmptyElement
            && reader.TokenEnd == copy.Length
            && reader.LocalName.SequenceEqual("stream"u8)
            && reader.IsInNamespace(Namespaces.Streams);
        fault = isHeader ? XmlFault.None : new XmlFault(XmlError.HeaderExpected, 0);
        return isHeader ? Read(copy, ref reader) : null;
    }

    /// <summary>Whether an end tag is that of the stream.</summary>
    /// <param name="endTag">The end tag, whole.</param>
    public bool IsEndedBy(ReadOnlySpan<byte> endTag)
        => endTag[2..^1].TrimEnd(" \t\r\n"u8).SequenceEqual(_text.AsSpan(1.._nameEnd));

    private static StreamHeader Read(byte[] copy, ref XmlTokenizer reader)
    {
        var header = new StreamHeader(copy, reader.NameStart + reader.NameLength, reader.Bindings.ToArray());
        foreach (ref readonly XmlAttribute attribute in reader.Attributes)
        {
            if (reader.IsAttribute(attribute, default, "id"u8))
            {
                header.Id = XmlReferences.Decode(reader.Value(attribute));
            }
            else if (reader.IsAttribute(attribute, default, "from"u8))
            {
                header.From = XmlReferences.Decode(reader.Value(attribute));
            }
            else if (reader.IsAttribute(attribute, default, "version"u8))
            {
                header.Version = XmlReferences.Decode(reader.Value(attribute));
            }
            else if (reader.IsAttribute(attribute, XmlNames.XmlNamespace, "lang"u8))
            {
                header.Lang = XmlReferences.Decode(reader.Value(attribute));
            }
        }

        return header;
    }
}
