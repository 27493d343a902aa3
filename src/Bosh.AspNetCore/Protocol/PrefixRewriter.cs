using System.Buffers;
using System.Text;
using System.Xml;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// The one slow path: a payload whose elements carry prefixes, as one old client invents them, is written anew with default namespaces,
/// because servers such as ejabberd do not understand the other form. Its meaning stays the same.
/// </summary>
internal static class PrefixRewriter
{
    /// <summary>The bytes that a payload may grow by, over as many again as it has: default namespaces are written out where prefixes were.</summary>
    private const int MaxGrowth = 64 * 1024;

    private static readonly XmlReaderSettings ReaderSettings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
    };

    private static readonly XmlWriterSettings WriterSettings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
        OmitXmlDeclaration = true,
    };

    /// <summary>Writes a payload that the strict tokenizer has accepted.</summary>
    /// <param name="element">The payload.</param>
    /// <param name="scope">Knows the texts of the declarations.</param>
    /// <param name="bindings">The declarations in scope around the payload.</param>
    /// <param name="output">Where to.</param>
    /// <returns>False when the platform's reader refuses it: it follows the fourth edition of XML, with fewer letters in names; or when it grows too large.</returns>
    public static bool Write(
        ReadOnlySpan<byte> element, scoped ref XmlTokenizer scope, ReadOnlySpan<NamespaceBinding> bindings, ArrayBufferWriter<byte> output)
    {
        var names = new XmlNamespaceManager(new NameTable());
        foreach (ref readonly NamespaceBinding binding in bindings)
        {
            names.AddNamespace(Encoding.UTF8.GetString(scope.Prefix(binding)), XmlReferences.Decode(scope.NamespaceName(binding)));
        }

        try
        {
            using var input = new MemoryStream(element.ToArray(), writable: false);
            using var rewritten = new CappedStream((2 * element.Length) + MaxGrowth);
            using (var reader = XmlReader.Create(
                input, ReaderSettings, new XmlParserContext(names.NameTable, names, xmlLang: null, XmlSpace.None, Encoding.UTF8)))
            using (var writer = XmlWriter.Create(rewritten, WriterSettings))
            {
                Copy(reader, writer);
            }

            output.Write(rewritten.GetBuffer().AsSpan(0, (int)rewritten.Length));
            return true;
        }
        catch (Exception error) when (error is XmlException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>All names of elements lose their prefix but those with xml, whose namespace cannot be a default one.</summary>
    private static void Copy(XmlReader reader, XmlWriter writer)
    {
        string httpBind = Encoding.UTF8.GetString(Namespaces.HttpBind);
        string jabberClient = Encoding.UTF8.GetString(Namespaces.JabberClient);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    bool isEmpty = reader.IsEmptyElement;
                    string name = string.Equals(reader.NamespaceURI, httpBind, StringComparison.Ordinal) ? jabberClient : reader.NamespaceURI;
                    bool isXml = string.Equals(reader.Prefix, "xml", StringComparison.Ordinal);
                    writer.WriteStartElement(isXml ? "xml" : "", reader.LocalName, name);
                    if (reader.Depth == 0 && (isXml || name.Length == 0))
                    {
                        // The writer knows of no default namespace around the payload; at the server there is one.
                        writer.WriteAttributeString("xmlns", "");
                    }

                    CopyAttributes(reader, writer);
                    if (isEmpty)
                    {
                        writer.WriteEndElement();
                    }

                    break;
                case XmlNodeType.EndElement:
                    writer.WriteEndElement();
                    break;
                case XmlNodeType.CDATA or XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    writer.WriteString(reader.Value);
                    break;
            }
        }
    }

    private static void CopyAttributes(XmlReader reader, XmlWriter writer)
    {
        while (reader.MoveToNextAttribute())
        {
            if (!string.Equals(reader.NamespaceURI, "http://www.w3.org/2000/xmlns/", StringComparison.Ordinal))
            {
                writer.WriteAttributeString(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
            }
        }
    }
}
