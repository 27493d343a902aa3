using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Moves one payload of a request from the client's body element into the stream to the server. Its bytes stay as they are; declarations
/// that it relies on, and that the stream lacks, are added to its start tag.
/// <code>
/// in the body    &lt;body xmlns='.../httpbind' xmlns:p='urn:p'&gt;  &lt;message p:x='1'&gt;...&lt;/message&gt;
/// in the stream  &lt;stream:stream xmlns='jabber:client' ...&gt;     &lt;message xmlns:p='urn:p' p:x='1'&gt;...&lt;/message&gt;
/// </code>
/// Elements that are in the httpbind namespace because the body element is, are stanzas of old clients, and become jabber:client by the move
/// itself. Payloads with prefixes, or that name the httpbind namespace, are written anew (<see cref="PrefixRewriter"/>).
/// </summary>
internal ref struct PayloadMove
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _nameEnd;
    private readonly int _bodyBindings;
    private bool _mustRewrite;
    private bool _usesNoNamespace;
    private int _end;

    /// <summary>Begins with the payload whose start tag the reader has just read.</summary>
    /// <param name="text">The request.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="bodyBindings">How many declarations are in scope in the body element.</param>
    public PayloadMove(ReadOnlySpan<byte> text, scoped ref XmlTokenizer reader, int bodyBindings)
    {
        _text = text;
        _bodyBindings = bodyBindings;
        Start = reader.TokenStart;
        _nameEnd = reader.NameStart + reader.NameLength;
    }

    /// <summary>Where the payload begins.</summary>
    public int Start { get; }

    /// <summary>Reads the payload whole, and sees what it relies on.</summary>
    public bool ReadToEnd(scoped ref XmlTokenizer reader)
    {
        int depth = reader.Depth;
        Note(ref reader);
        if (!reader.IsEmptyElement)
        {
            while (!reader.SkipUsual(depth, Namespaces.HttpBind) && reader.Read() && reader.Depth >= depth)
            {
                if (reader.Kind == XmlTokenKind.StartTag)
                {
                    Note(ref reader);
                }
            }
        }

        _end = reader.TokenEnd;
        return reader.Error == XmlError.None;
    }

    /// <summary>Writes the payload as it goes to the server.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="reader">The reader, at the end of the payload.</param>
    /// <param name="maxLength">How long the output may become.</param>
    /// <param name="langPosition">The place in the output at which an inherited xml:lang would go.</param>
    /// <returns>False when the output becomes longer.</returns>
    public readonly bool WriteTo(scoped ref PayloadOutput output, scoped ref XmlTokenizer reader, int maxLength, out int langPosition)
    {
        if (_mustRewrite)
        {
            langPosition = output.Length + 1 + PrefixRewriter.NameLength(_text[(Start + 1).._nameEnd]);
            return PrefixRewriter.Write(_text, Start, ref reader, output.Flush(), maxLength);
        }

        langPosition = output.Length + _nameEnd - Start;
        int copied = Start;
        foreach (ref readonly NamespaceBinding binding in reader.Bindings[.._bodyBindings])
        {
            if (binding.IsUsed && !IsInScopeAtServer(ref reader, binding))
            {
                output.Add(copied, _nameEnd);
                copied = _nameEnd;
                WriteDeclaration(output.Flush(), ref reader, binding);
            }
        }

        if (_usesNoNamespace)
        {
            output.Add(copied, _nameEnd);
            copied = _nameEnd;
            output.Flush().Raw(" xmlns=''"u8);
        }

        output.Add(copied, _end);
        return output.Length <= maxLength;
    }

    /// <summary>Writes a declaration as it was written.</summary>
    public static void WriteDeclaration(BodyWriter output, scoped ref XmlTokenizer reader, in NamespaceBinding binding)
    {
        ReadOnlySpan<byte> name = reader.WrittenNamespace(binding);
        ReadOnlySpan<byte> quote = name.Contains((byte)'\'') ? "\""u8 : "'"u8;
        output.Raw(" xmlns"u8);
        if (binding.PrefixLength > 0)
        {
            output.Raw(":"u8);
            output.Raw(reader.Prefix(binding));
        }

        output.Raw("="u8);
        output.Raw(quote);
        output.Raw(name);
        output.Raw(quote);
    }

    /// <summary>The declarations of the stream header that we send; and httpbind, which stands for jabber:client.</summary>
    private static bool IsInScopeAtServer(scoped ref XmlTokenizer reader, in NamespaceBinding binding)
    {
        ReadOnlySpan<byte> name = reader.Namespace(binding);
        return binding.PrefixLength == 0
            ? name.SequenceEqual(Namespaces.HttpBind) || name.SequenceEqual(Namespaces.JabberClient)
            : reader.Prefix(binding).SequenceEqual("stream"u8) && name.SequenceEqual(Namespaces.Streams);
    }

    private void Note(scoped ref XmlTokenizer reader)
    {
        _mustRewrite |= reader.PrefixLength > 0 || (reader.Binding >= _bodyBindings && reader.IsInNamespace(Namespaces.HttpBind));
        _usesNoNamespace |= reader.LacksDefaultNamespace;
    }
}
