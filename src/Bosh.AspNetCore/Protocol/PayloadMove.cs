using System.Buffers;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Moves one payload of a request from the client's body element into the stream to the server. Its bytes stay as they are; declarations
/// that it relies on, and that the stream lacks, are added to its start tag. Two kinds of payload are different:
/// elements in the httpbind namespace by inheritance alone are stanzas of old clients, and become jabber:client by the move itself;
/// and elements with prefixes are rewritten (<see cref="PrefixRewriter"/>).
/// </summary>
internal ref struct PayloadMove
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly int _nameEnd;
    private bool _hasPrefixes;
    private bool _usesNoNamespace;
    private int _end;

    /// <summary>Begins with the payload whose start tag the reader has just read.</summary>
    public PayloadMove(ReadOnlySpan<byte> text, scoped ref XmlTokenizer reader)
    {
        _text = text;
        Start = reader.TokenStart;
        _nameEnd = reader.NameStart + reader.NameLength;
        foreach (ref readonly XmlAttribute attribute in reader.Attributes)
        {
            HasLang |= reader.IsAttribute(attribute, XmlNames.XmlNamespace, "lang"u8);
        }
    }

    /// <summary>Where the payload begins.</summary>
    public int Start { get; }

    /// <summary>Whether it has an xml:lang attribute.</summary>
    public bool HasLang { get; }

    /// <summary>Reads the payload whole, and sees what it relies on.</summary>
    public bool ReadToEnd(scoped ref XmlTokenizer reader)
    {
        // The start tag was read with the uses of the payload before it: only its own count.
        int depth = reader.Depth;
        reader.ResetUse();
        reader.MarkUse();
        Note(ref reader);
        if (!reader.IsEmptyElement)
        {
            while (reader.Read() && reader.Depth >= depth)
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
    /// <param name="bodyBindings">How many declarations are in scope in the body element.</param>
    /// <param name="langInsertions">Takes the place at which an inherited xml:lang would go; null when none is inherited.</param>
    /// <returns>False when the payload has prefixes and is beyond the platform's reader.</returns>
    public readonly bool WriteTo(ArrayBufferWriter<byte> output, scoped ref XmlTokenizer reader, int bodyBindings, List<int>? langInsertions)
    {
        ReadOnlySpan<NamespaceBinding> bindings = reader.Bindings[..bodyBindings];
        int nameStart = output.WrittenCount + 1;
        if (_hasPrefixes)
        {
            bool isWritten = PrefixRewriter.Write(_text[Start.._end], ref reader, bindings, output);
            if (isWritten && langInsertions is not null && !HasLang)
            {
                langInsertions.Add(nameStart + XmlChars.NameLength(output.WrittenSpan[nameStart..]));
            }

            return isWritten;
        }

        output.Write(_text[Start.._nameEnd]);
        if (langInsertions is not null && !HasLang)
        {
            langInsertions.Add(output.WrittenCount);
        }

        for (int i = 0; i < bindings.Length; i++)
        {
            if (bindings[i].IsUsed && !IsInScopeAtServer(ref reader, bindings[i]))
            {
                WriteDeclaration(output, ref reader, bindings[i]);
            }
        }

        if (_usesNoNamespace)
        {
            output.Write(" xmlns=''"u8);
        }

        output.Write(_text[_nameEnd.._end]);
        return true;
    }

    /// <summary>The declarations of the stream header that we send; and httpbind, which stands for jabber:client.</summary>
    private static bool IsInScopeAtServer(scoped ref XmlTokenizer reader, in NamespaceBinding binding)
    {
        ReadOnlySpan<byte> name = reader.NamespaceName(binding);
        return binding.PrefixLength == 0
            ? XmlReferences.ValueEquals(name, Namespaces.HttpBind) || XmlReferences.ValueEquals(name, Namespaces.JabberClient)
            : reader.Prefix(binding).SequenceEqual("stream"u8) && XmlReferences.ValueEquals(name, Namespaces.Streams);
    }

    private static void WriteDeclaration(ArrayBufferWriter<byte> output, scoped ref XmlTokenizer reader, in NamespaceBinding binding)
    {
        ReadOnlySpan<byte> name = reader.NamespaceName(binding);
        ReadOnlySpan<byte> quote = name.Contains((byte)'\'') ? "\""u8 : "'"u8;
        output.Write(" xmlns"u8);
        if (binding.PrefixLength > 0)
        {
            output.Write(":"u8);
            output.Write(reader.Prefix(binding));
        }

        output.Write("="u8);
        output.Write(quote);
        output.Write(name);
        output.Write(quote);
    }

    private void Note(scoped ref XmlTokenizer reader)
    {
        _hasPrefixes |= reader.PrefixLength > 0;
        _usesNoNamespace |= reader.LacksDefaultNamespace();
    }
}
