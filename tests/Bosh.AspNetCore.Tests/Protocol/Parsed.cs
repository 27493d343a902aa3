using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>Request bodies as the tests write them.</summary>
internal static class Parsed
{
    public const string Sid = "0123456789abcdef0123456789abcdef";

    private const int MaxElements = 4;

    public static BodyElement Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public static BodyElement Bytes(ReadOnlySpan<byte> text) => BodyParser.Parse(text, XmlLimits.Default, MaxElements);

    /// <summary>A body element with these attributes besides the namespace.</summary>
    public static BodyElement Attributes(string attributes) => Text($"<body xmlns='http://jabber.org/protocol/httpbind' {attributes}/>");

    /// <summary>A body element with this content.</summary>
    public static BodyElement Content(string content) => Text(Around(content));

    public static string Around(string content) => $"<body rid='1' sid='{Sid}' xmlns='http://jabber.org/protocol/httpbind'>{content}</body>";

    public static string PayloadText(this BodyElement body) => Encoding.UTF8.GetString(body.Payload);
}
