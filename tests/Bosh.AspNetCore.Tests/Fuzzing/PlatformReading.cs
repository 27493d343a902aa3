using System.Text;
using System.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>What the platform's own reader makes of a document: the judge of ours.</summary>
/// <param name="Error">What it refused; null when it is content.</param>
/// <param name="IsRestricted">Whether there are comments or processing instructions, which it takes and we refuse.</param>
/// <param name="Events">See <see cref="EventList"/>.</param>
internal sealed record PlatformReading(string? Error, bool IsRestricted, IReadOnlyList<string> Events)
{
    public static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

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
        catch (Exception e) when (e is XmlException or ArgumentOutOfRangeException)
        {
            // The second is a fault of the platform's: bytes in the declaration that are not UTF-8 are too much for it.
            return new PlatformReading(e.Message, isRestricted, events.ToList());
        }

        return new PlatformReading(Error: null, isRestricted, events.ToList());
    }

    /// <summary>What a reader of something well-formed reads.</summary>
    public static IReadOnlyList<string> Of(XmlReader reader)
    {
        var events = new EventList();
        while (reader.Read())
        {
            Add(reader, events);
        }

        return events.ToList();
    }

    /// <summary>What the children of the root element mean. What stands between them is left out; the document must be well-formed.</summary>
    public static IReadOnlyList<string> Inside(string document)
    {
        PlatformReading reading = Of(Encoding.UTF8.GetBytes(document));
        return reading.Error is null
            ? Inside(reading.Events, withText: false)
            : throw new InvalidOperationException($"{reading.Error}\n{document}");
    }

    /// <summary>The events of the children of the root element, with or without the text between them.</summary>
    public static IReadOnlyList<string> Inside(IReadOnlyList<string> events, bool withText)
    {
        var inside = new List<string>();
        int depth = 0;
        foreach (string line in events)
        {
            bool isEnd = string.Equals(line, "</>", StringComparison.Ordinal);
            depth -= isEnd ? 1 : 0;
            if (depth > 1 || (depth == 1 && (withText || !line.StartsWith("text ", StringComparison.Ordinal))))
            {
                inside.Add(line);
            }

            depth += !isEnd && line[0] == '<' ? 1 : 0;
        }

        return inside;
    }

    /// <summary>How many elements are children of the root.</summary>
    public static int CountRoots(IReadOnlyList<string> events)
    {
        int count = 0;
        int depth = 0;
        foreach (string line in events)
        {
            bool isEnd = string.Equals(line, "</>", StringComparison.Ordinal);
            depth += isEnd ? -1 : line[0] == '<' ? 1 : 0;
            count += isEnd && depth == 1 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a document declares an encoding that is not UTF-8, after which all bytes mean something else to the platform.</summary>
    public static bool DeclaresAnotherEncoding(ReadOnlySpan<byte> document)
    {
        int end = document.IndexOf((byte)'>');
        string declaration = Encoding.Latin1.GetString(document[..Math.Max(end, 0)]);
        return declaration.Contains("encoding", StringComparison.Ordinal) && !declaration.Contains("utf-8", StringComparison.OrdinalIgnoreCase);
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
