using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Streams of servers as the tests write them.</summary>
internal static class Streams
{
    public const string Usual = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' from='example.com' id='s1' version='1.0'>";

    public static StreamHeader Header(string header)
        => StreamHeader.Parse(Encoding.UTF8.GetBytes(header), XmlLimits.Default, out _) ?? throw new ArgumentException(header, nameof(header));

    /// <summary>The element as it is in the answer to the client.</summary>
    public static string Moved(string header, string element, string? clientLang = null)
    {
        XmlFault fault = ServerElement.Read(Encoding.UTF8.GetBytes(element), Header(header), clientLang, XmlLimits.Default, out ServerElement read);
        return fault.IsNone
            ? Encoding.UTF8.GetString(read.Start) + Encoding.UTF8.GetString(read.Insertion) + Encoding.UTF8.GetString(read.Rest)
            : fault.Error.ToString();
    }

    /// <summary>The body element around it, which declares the streams prefix when the element asks for that.</summary>
    public static string InAnswer(string header, string element)
    {
        ServerElement.Read(Encoding.UTF8.GetBytes(element), Header(header), clientLang: null, XmlLimits.Default, out ServerElement read);
        string streams = read.NeedsStreams ? " xmlns:stream='http://etherx.jabber.org/streams'" : "";
        return $"<body xmlns='http://jabber.org/protocol/httpbind'{streams}>{Moved(header, element)}</body>";
    }

    public static string InStream(string header, string element)
    {
        string name = header[1..header.IndexOf(' ', StringComparison.Ordinal)];
        return $"{header}{element}</{name}>";
    }
}
