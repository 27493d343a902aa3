using System.Text;
using System.Xml;

namespace Bosh.AspNetCore.Tests.Xml;

/// <summary>What the platform's own reader makes of a document: the judge of ours.</summary>
/// <param name="Error">What it refused; null when it is content.</param>
/// <param name="IsRestricted">Whether there are comments or processing instructions, which it takes and we refuse.</param>
/// <param name="Events">See <see cref="EventList"/>.</param>
internal sealed record PlatformReading(string? Error, bool IsRestricted, IReadOnlyList<string> Events)
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    public static PlatformReading Of(byte[] document)
    {
        var events = new EventList();
        bool isRestricted = false;
        try
        {
            using var input = new MemoryStream(document, writable: false);
            using var reader = XmlReader.Create(input, Settings);
            while (reader.Read())
            {
                isRestricted |= reader.NodeType is XmlNodeType.Comment or XmlNodeType.ProcessingInstruction;
                Add(reader, events);
            }
        }
        catch (XmlException e)
        {
            return new PlatformReading(e.Message, isRestricted, events.ToList());
        }

        return new PlatformReading(Error: null, isRestricted, events.ToList());
    }

    /// <summary>What the children of the root element mean. What stands between them is left out; the document must be well-formed.</summary>
    public static IReadOnlyList<string> Inside(string document)
    {
        PlatformReading reading = Of(Encoding.UTF8.GetBytes(document));
        if (reading.Error is not null)
        {
            throw new InvalidOperationException($"{reading.Error}\n{document}");
        }

        var inside = new List<string>();
        int depth = 0;
        foreach (string line in reading.Events)
        {
            bool isEnd = string.Equals(line, "</>", StringComparison.Ordinal);
            depth -= isEnd ? 1 : 0;
            if (depth > 1 || (depth == 1 && !line.StartsWith("text ", StringComparison.Ordinal)))
            {
                inside.Add(line);
            }

            depth += !isEnd && line[0] == '<' ? 1 : 0;
        }

        return inside;
    }

    private static void Add(XmlReader reader, EventList events)
    {
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                (string space, string local, bool isEmpty) = (reader.NamespaceURI, reader.LocalName, reader.IsEmptyElement);
                var attributes = new List<string>();
                while (reader.MoveToNextAttribute())
                {
                    if (!string.Equals(reader.NamespaceURI, "http://www.w3.org/2000/xmlns/", StringComparison.Ordinal))
                    {
                        attributes.Add(EventList.Attribute(reader.NamespaceURI, reader.LocalName, reader.Value));
                    }
                }

                events.Start(space, local, attributes);
                if (isEmpty)
                {
                    events.End();
                }

                break;
            case XmlNodeType.EndElement:
                events.End();
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when reader.Depth > 0:
                events.Text(reader.Value);
                break;
        }
    }
}
