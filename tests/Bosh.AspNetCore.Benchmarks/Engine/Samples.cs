using System.Text;
using System.Xml;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Benchmarks.Engine;

/// <summary>Stanzas as real clients and servers write them.</summary>
internal static class Samples
{
    public const string StreamHeader =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.com' id='s1' version='1.0' xml:lang='en'>";

    /// <summary>For the platform's reader: what BOSH demands of it, as far as it goes.</summary>
    public static readonly XmlReaderSettings PlatformSettings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private static readonly XmlWriterSettings FragmentSettings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    public static string Message(int number) => Message(number, "Art thou not Romeo, and a Montague?");

    public static string Message(int number, string text)
        => $"<message to='juliet@example.com/balcony' id='m{number}' type='chat' xmlns='jabber:client'><body>{text}</body>"
            + "<active xmlns='http://jabber.org/protocol/chatstates'/><request xmlns='urn:xmpp:receipts'/></message>";

    /// <summary>As in a stream: the namespace is the default one. The language is named, so that none is inherited.</summary>
    public static string MessageFromServer(int number)
        => $"<message from='romeo@example.com/orchard' to='juliet@example.com/balcony' id='m{number}' type='chat' xml:lang='en'>"
            + "<body>Neither, fair saint, if either thee dislike. – Ni l’un ni l’autre.</body>"
            + $"<active xmlns='http://jabber.org/protocol/chatstates'/><stanza-id xmlns='urn:xmpp:sid:0' by='juliet@example.com' id='{number:x32}'/></message>";

    public static string Presence(int number)
        => $"<presence from='room@conference.example.com/nick{number}' to='juliet@example.com/balcony' xml:lang='en'>"
            + "<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='https://conversejs.org' ver='qgMkyVVR3vWhtgYvqYgLgqVxJMk='/>"
            + "<x xmlns='http://jabber.org/protocol/muc#user'><item affiliation='none' role='participant'/></x></presence>";

    public static string Roster(int size)
    {
        var text = new StringBuilder("<iq type='result' id='r1' to='juliet@example.com/balcony' xml:lang='en'><query xmlns='jabber:iq:roster'>", size + 1000);
        for (int i = 0; text.Length < size; i++)
        {
            text.Append("<item jid='contact").Append(i).Append("@example.com' name='Contact ").Append(i).Append("' subscription='both'><group>Friends &amp; family</group></item>");
        }

        return text.Append("</query></iq>").ToString();
    }

    /// <summary>Words of random letters.</summary>
    public static string Words(char first, int letters, int length)
    {
        var random = new Random(1);
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            text.Append(random.Next(6) == 0 ? ' ' : (char)(first + random.Next(letters)));
        }

        return text.ToString();
    }

    /// <summary>Reads elements, or those in a root element, and writes them again: the least that a relay made of the platform's parts does.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Relay(byte[] text, bool isInside)
    {
        using var input = new MemoryStream(text, writable: false);
        using var reader = XmlReader.Create(input, PlatformSettings);
        using var output = new MemoryStream(text.Length);
        using (var writer = XmlWriter.Create(output, FragmentSettings))
        {
            reader.MoveToContent();
            if (isInside)
            {
                reader.Read();
            }

            while (reader.NodeType == XmlNodeType.Element)
            {
                writer.WriteNode(reader, defattr: false);
            }
        }

        return (int)output.Length;
    }

    /// <summary>Reads all tags down to a depth, and passes over what is usual below.</summary>
    public static int WalkOver(ref XmlTokenizer reader, int depth)
    {
        int tokens = 0;
        while ((reader.Kind == XmlTokenKind.StartTag && reader.SkipUsual(depth, watched: default)) || reader.Read())
        {
            tokens++;
        }

        return reader.Error == XmlError.None ? tokens : throw new InvalidOperationException(reader.Fault.ToString());
    }

    /// <summary>Reads everything, attributes included.</summary>
    public static int Walk(XmlReader reader)
    {
        int nodes = 0;
        while (reader.Read())
        {
            nodes++;
            while (reader.MoveToNextAttribute())
            {
                nodes++;
            }
        }

        return nodes;
    }

    /// <summary>Reads the root and its attributes, and passes over the elements in it.</summary>
    public static int SkipPayloads(XmlReader reader)
    {
        reader.MoveToContent();
        while (reader.MoveToNextAttribute())
        {
        }

        int payloads = 0;
        for (reader.Read(); reader.NodeType == XmlNodeType.Element; payloads++)
        {
            reader.Skip();
        }

        return payloads;
    }
}
