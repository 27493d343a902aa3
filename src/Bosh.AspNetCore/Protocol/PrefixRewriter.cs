using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// The one slow path: a payload whose elements carry prefixes, as one old client invents them, is written anew with default namespaces,
/// because servers such as ejabberd do not understand the other form.
/// <code>
/// &lt;iq&gt;&lt;p:bind xmlns:p='urn:bind' p:x="1"/&gt;&lt;/iq&gt;    becomes    &lt;iq&gt;&lt;bind xmlns='urn:bind' xmlns:p='urn:bind' p:x="1"/&gt;&lt;/iq&gt;
/// </code>
/// All declarations are taken out, and each tag gets those that it needs: of the default namespace where it is not the one in force, and of
/// the prefixes of its own attributes. Text and attributes stay as they are.
/// </summary>
internal static class PrefixRewriter
{
    /// <summary>In place of a declaration: no namespace.</summary>
    private const int None = -1;

    /// <summary>In place of a declaration: jabber:client, the default of the stream.</summary>
    private const int JabberClient = -2;

    /// <summary>Writes a payload.</summary>
    /// <param name="text">The request.</param>
    /// <param name="start">Where in it the payload begins.</param>
    /// <param name="reader">The reader, at the end of the payload: it has been read once, and is well-formed.</param>
    /// <param name="output">Where to.</param>
    /// <param name="maxLength">How long the output may become.</param>
    /// <returns>False when it becomes longer.</returns>
    public static bool Write(ReadOnlySpan<byte> text, int start, scoped ref XmlTokenizer reader, BodyWriter output, int maxLength)
    {
        // The default namespaces in force in the output: of the stream, and of each open element.
        var defaults = new Stack<int>([JabberClient]);
        reader.Return(start);
        while (reader.Read() && output.Length <= maxLength)
        {
            switch (reader.Kind)
            {
                case XmlTokenKind.StartTag:
                    int binding = WriteStartTag(text, ref reader, defaults.Peek(), output);
                    if (!reader.IsEmptyElement)
                    {
                        defaults.Push(binding);
                    }

                    break;
                case XmlTokenKind.EndTag:
                    defaults.Pop();
                    ReadOnlySpan<byte> name = text[(reader.TokenStart + 2)..(reader.TokenEnd - 1)].TrimEnd(" \t\r\n"u8);
                    output.Raw("</"u8);
                    output.Raw(name[^NameLength(name)..]);
                    output.Raw(">"u8);
                    break;
                default:
                    output.Raw(text[reader.TokenStart..reader.TokenEnd]);
                    break;
            }

            if (defaults.Count == 1)
            {
                return output.Length <= maxLength;
            }
        }

        return false;
    }

    /// <summary>The length that is left of an element's name. The prefix xml stays: its namespace cannot be a default one.</summary>
    public static int NameLength(ReadOnlySpan<byte> name)
        => name.StartsWith("xml:"u8) ? name.Length : name.Length - name.IndexOf((byte)':') - 1;

    /// <returns>The default namespace that is in force in the element.</returns>
    private static int WriteStartTag(ReadOnlySpan<byte> text, scoped ref XmlTokenizer reader, int outerDefault, BodyWriter output)
    {
        bool isXml = reader.PrefixLength > 0 && reader.Binding < 0;
        int wanted = isXml ? outerDefault : !reader.IsInNamespace(Namespaces.HttpBind) ? reader.Binding : JabberClient;
        ReadOnlySpan<byte> name = reader.Name;
        output.Raw("<"u8);
        output.Raw(name[^NameLength(name)..]);
        if (!NamespaceOf(ref reader, wanted).SequenceEqual(NamespaceOf(ref reader, outerDefault)))
        {
            output.Attribute("xmlns"u8, NamespaceOf(ref reader, wanted));
        }

        foreach (ref readonly XmlAttribute attribute in reader.Attributes)
        {
            if (attribute.IsDeclaration)
            {
                continue;
            }

            DeclarePrefix(ref reader, attribute, output);
            output.Raw(" "u8);
            output.Raw(text[attribute.NameStart..(attribute.ValueStart + attribute.ValueLength + 1)]);
        }

        output.Raw(reader.IsEmptyElement ? "/>"u8 : ">"u8);
        return wanted;
    }

    /// <summary>Before the first attribute with a prefix. Even that of the stream: an element around may have hidden it.</summary>
    private static void DeclarePrefix(scoped ref XmlTokenizer reader, in XmlAttribute attribute, BodyWriter output)
    {
        if (attribute.Binding < 0)
        {
            return;
        }

        foreach (ref readonly XmlAttribute other in reader.Attributes)
        {
            if (other.NameStart == attribute.NameStart)
            {
                PayloadMove.WriteDeclaration(output, ref reader, reader.Bindings[attribute.Binding]);
                return;
            }

            if (other.Binding == attribute.Binding)
            {
                return;
            }
        }
    }

    private static ReadOnlySpan<byte> NamespaceOf(scoped ref XmlTokenizer reader, int binding) => binding switch
    {
        None => default,
        JabberClient => Namespaces.JabberClient,
        _ => reader.Namespace(reader.Bindings[binding]),
    };
}
