using System.Text;
using System.Xml;

namespace Bosh.AspNetCore.Benchmarks;

/// <summary>Stanzas as real clients and servers write them.</summary>
internal static class Samples
{
    public const string StreamHeader =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.com' id='s1' version='1.0' xml:lang='en'>";

    public static string Message(int number)
        => $"<message to='juliet@example.com/balcony' id='m{number}' type='chat' xmlns='jabber:client'><body>Art thou not Romeo, and a Montague?</body>"
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
}
