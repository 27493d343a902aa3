using System.Xml;
using System.Xml.Linq;

namespace Bosh.DevServer.Streams;

/// <summary>
/// One XML document from the client: its header, then its elements, one at a time.
/// </summary>
/// <remarks>
/// The platform's reader does the work, so well-formedness is judged byte by byte, and not when an element is complete. It reads no further
/// than the end tag of an element before that is given out; a test sends elements cut at every byte. What it has buffered beyond is lost when
/// the stream restarts: clients wait for <c>success</c> before they restart (RFC 6120, section 6.4.6), so that is nothing.
/// </remarks>
internal sealed class ElementReader : IDisposable
{
    private static readonly XmlReaderSettings Settings = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CloseInput = false,
    };

    private readonly StreamInput _input;
    private readonly XmlReader _xml;

    public ElementReader(StreamInput input)
    {
        _input = input;
        _input.BeginDocument();
        _xml = XmlReader.Create(input, Settings);
    }

    /// <summary>Reads the start tag of the document.</summary>
    public Task<StreamHeader> ReadHeaderAsync() => GuardAsync(async () =>
    {
        _input.BeginElement();
        await MoveToTagAsync();
        return _xml.LocalName is "stream"
            ? new StreamHeader(
                _xml.NamespaceURI,
                _xml.LookupNamespace(""),
                _xml.GetAttribute("to"),
                _xml.GetAttribute("from"),
                _xml.GetAttribute("version"))
            : throw new StreamErrorException("bad-format");
    });

    /// <summary>Reads the next element; null when the client has closed the stream.</summary>
    public Task<XElement?> ReadElementAsync() => GuardAsync(async () =>
    {
        _input.BeginElement();
        await MoveToTagAsync();
        if (_xml.NodeType is XmlNodeType.EndElement)
        {
            return null;
        }

        using var subtree = _xml.ReadSubtree();
        var element = await XElement.LoadAsync(subtree, LoadOptions.PreserveWhitespace, CancellationToken.None);
        return element.DescendantNodes().Any(node => node is XComment or XProcessingInstruction)
            ? throw new StreamErrorException("restricted-xml")
            : element;
    });

    public void Dispose() => _xml.Dispose();

    /// <summary>Moves to the next start tag, or the end tag of the document, past white space that keeps the connection alive.</summary>
    private async Task MoveToTagAsync()
    {
        while (await _xml.ReadAsync())
        {
            switch (_xml.NodeType)
            {
                case XmlNodeType.Element or XmlNodeType.EndElement:
                    return;
                case XmlNodeType.Comment or XmlNodeType.ProcessingInstruction:
                    throw new StreamErrorException("restricted-xml");
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    throw new StreamErrorException("bad-format");
            }
        }

        throw new EndOfStreamException();
    }

    /// <summary>Tells what the client did wrong from the end of the connection, which the XML reader takes for a fault in the document too.</summary>
    private async Task<T> GuardAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (XmlException) when (_input.Ended)
        {
            throw new EndOfStreamException();
        }
        catch (XmlException e)
        {
            // A DTD is the one thing that the reader refuses without a line number, as it does not look into it.
            throw new StreamErrorException(e.LineNumber == 0 ? "restricted-xml" : "not-well-formed");
        }
    }
}
