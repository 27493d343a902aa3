using System.Text;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// An element from the server on its way into a body element for the client: its bytes as they came, and between them the declarations that
/// it relied on in the stream and lacks in its new parent. Valid as long as the bytes that it was read from.
/// </summary>
internal readonly ref struct ServerElement
{
    private ServerElement(
        ElementKind kind, ManagementSigns signs, ReadOnlySpan<byte> start, ReadOnlySpan<byte> insertion, ReadOnlySpan<byte> rest, bool needsStreams)
    {
        Kind = kind;
        Signs = signs;
        Start = start;
        Insertion = insertion;
        Rest = rest;
        NeedsStreams = needsStreams;
    }

    public ElementKind Kind { get; }

    /// <summary>What it means for stream management.</summary>
    public ManagementSigns Signs { get; }

    /// <summary>The start tag up to the end of its name.</summary>
    public ReadOnlySpan<byte> Start { get; }

    /// <summary>Attributes to be added.</summary>
    public ReadOnlySpan<byte> Insertion { get; }

    /// <summary>The bytes from the end of the name on.</summary>
    public ReadOnlySpan<byte> Rest { get; }

    /// <summary>
    /// Whether the body element has to declare the prefix <c>stream</c> (XEP-0206, body Wrapper Element: for features and stream errors).
    /// </summary>
    public bool NeedsStreams { get; }

    public int Length => Start.Length + Insertion.Length + Rest.Length;

    /// <summary>Reads an element of a stream, strictly.</summary>
    /// <param name="text">The element, whole.</param>
    /// <param name="header">The header of the stream.</param>
    /// <param name="clientLang">The language that the client takes for the default, if it named one.</param>
    /// <param name="limits">What is taken at most.</param>
    /// <param name="element">The element, ready to go.</param>
    /// <returns>What is wrong with it.</returns>
    public static XmlFault Read(
        ReadOnlySpan<byte> text, StreamHeader header, string? clientLang, XmlLimits limits, out ServerElement element)
    {
        element = default;
        int valid = XmlChars.ValidPrefixLength(text, out XmlError badCharacter);
        if (badCharacter != XmlError.None)
        {
            return new XmlFault(badCharacter, valid);
        }

        var reader = new XmlTokenizer(text, limits, header.Text, header.Bindings);
        if (!reader.Read())
        {
            return reader.Fault;
        }

        int nameEnd = reader.NameStart + reader.NameLength;
        ElementKind kind = KindOf(ref reader);
        ManagementSigns signs = ManagementSignsReader.OfStart(ref reader);
        bool looksInside = kind == ElementKind.Features || ManagementSignsReader.MayHoldAnswer(ref reader);
        bool isInStreams = reader.IsInNamespace(Namespaces.Streams);
        bool inheritsLang = header.Lang is not null
            && !string.Equals(header.Lang, clientLang, StringComparison.OrdinalIgnoreCase)
            && (kind == ElementKind.StreamError || reader.IsInNamespace(Namespaces.JabberClient))
            && !reader.HasAttribute(XmlNames.XmlNamespace, "lang"u8);
        bool usesNoNamespace = reader.LacksDefaultNamespace;
        while ((!looksInside && reader.SkipUsual(depth: 1, watched: default)) || reader.Read())
        {
            if (reader.Kind == XmlTokenKind.StartTag)
            {
                usesNoNamespace |= reader.LacksDefaultNamespace;
                signs |= looksInside ? ManagementSignsReader.OfInner(ref reader) : ManagementSigns.None;
            }
        }

        if (reader.Error != XmlError.None)
        {
            return reader.Fault;
        }

        ReadOnlySpan<byte> insertion = Insert(ref reader, header, isInStreams, inheritsLang, usesNoNamespace);
        element = new ServerElement(kind, signs, text[..nameEnd], insertion, text[nameEnd..], isInStreams);
        return XmlFault.None;
    }

    private static ElementKind KindOf(scoped ref XmlTokenizer reader)
    {
        ReadOnlySpan<byte> name = reader.LocalName;
        if (reader.IsInNamespace(Namespaces.Streams))
        {
            return name.SequenceEqual("features"u8) ? ElementKind.Features
                : name.SequenceEqual("error"u8) ? ElementKind.StreamError
                : ElementKind.Payload;
        }

        if (reader.IsInNamespace(Namespaces.Tls))
        {
            return name.SequenceEqual("proceed"u8) ? ElementKind.TlsProceed
                : name.SequenceEqual("failure"u8) ? ElementKind.TlsFailure
                : ElementKind.Payload;
        }

        if (reader.IsInNamespace(Namespaces.Management))
        {
            return name.SequenceEqual("r"u8) ? ElementKind.AckRequest
                : name.SequenceEqual("a"u8) ? ElementKind.Acknowledgement
                : name.SequenceEqual("enabled"u8) || name.SequenceEqual("resumed"u8) || name.SequenceEqual("failed"u8) ? ElementKind.ManagementAnswer
                : ElementKind.Payload;
        }

        return ElementKind.Payload;
    }

    private static ReadOnlySpan<byte> Insert(
        scoped ref XmlTokenizer reader, StreamHeader header, bool isInStreams, bool inheritsLang, bool usesNoNamespace)
    {
        bool needsDefault = false;
        bool needsOther = inheritsLang || usesNoNamespace;
        foreach (ref readonly NamespaceBinding binding in reader.Bindings)
        {
            if (!binding.IsUsed || (isInStreams && IsStreamPrefix(ref reader, binding)))
            {
                continue;
            }

            bool isCommon = binding.PrefixLength == 0 && reader.WrittenNamespace(binding).SequenceEqual(Namespaces.JabberClient);
            needsDefault |= isCommon;
            needsOther |= !isCommon;
        }

        return needsOther ? InsertAny(ref reader, header, isInStreams, inheritsLang, usesNoNamespace)
            : needsDefault ? StreamHeader.CommonInsertion
            : default;
    }

    private static byte[] InsertAny(
        scoped ref XmlTokenizer reader, StreamHeader header, bool isInStreams, bool inheritsLang, bool usesNoNamespace)
    {
        using var writer = new BodyWriter(128);
        foreach (ref readonly NamespaceBinding binding in reader.Bindings)
        {
            if (binding.IsUsed && !(isInStreams && IsStreamPrefix(ref reader, binding)))
            {
                ReadOnlySpan<byte> prefix = reader.Prefix(binding);
                byte[] name = prefix.IsEmpty ? "xmlns"u8.ToArray() : [.. "xmlns:"u8, .. prefix];
                writer.Attribute(name, reader.Namespace(binding));
            }
        }

        if (usesNoNamespace)
        {
            writer.Raw(" xmlns=''"u8);
        }

        if (inheritsLang)
        {
            writer.Attribute("xml:lang"u8, Encoding.UTF8.GetBytes(header.Lang!));
        }

        return writer.ToArray();
    }

    /// <summary>The prefix that the body element declares for features and errors.</summary>
    private static bool IsStreamPrefix(scoped ref XmlTokenizer reader, in NamespaceBinding binding)
        => reader.Prefix(binding).SequenceEqual("stream"u8)
            && reader.Namespace(binding).SequenceEqual(Namespaces.Streams);
}
