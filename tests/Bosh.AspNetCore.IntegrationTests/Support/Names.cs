using System.Xml.Linq;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Namespaces.</summary>
internal static class Names
{
    public static readonly XNamespace Bosh = "http://jabber.org/protocol/httpbind";
    public static readonly XNamespace XBosh = "urn:xmpp:xbosh";
    public static readonly XNamespace Client = "jabber:client";
    public static readonly XNamespace Streams = "http://etherx.jabber.org/streams";
    public static readonly XNamespace StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";
    public static readonly XNamespace Sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
    public static readonly XNamespace Bind = "urn:ietf:params:xml:ns:xmpp-bind";
}
