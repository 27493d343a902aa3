namespace Bosh.AspNetCore.Protocol;

/// <summary>The namespace names that the connection manager acts on.</summary>
internal static class Namespaces
{
    /// <summary>The body element (XEP-0124).</summary>
    public static ReadOnlySpan<byte> HttpBind => "http://jabber.org/protocol/httpbind"u8;

    /// <summary>The attributes that XEP-0206 adds to the body element.</summary>
    public static ReadOnlySpan<byte> XBosh => "urn:xmpp:xbosh"u8;

    /// <summary>Stanzas between a client and its server.</summary>
    public static ReadOnlySpan<byte> JabberClient => "jabber:client"u8;

    /// <summary>The stream element, its features and its errors.</summary>
    public static ReadOnlySpan<byte> Streams => "http://etherx.jabber.org/streams"u8;

    /// <summary>The conditions and texts of stream errors (RFC 6120, section 4.9).</summary>
    public static ReadOnlySpan<byte> StreamErrors => "urn:ietf:params:xml:ns:xmpp-streams"u8;

    /// <summary>STARTTLS (RFC 6120, section 5).</summary>
    public static ReadOnlySpan<byte> Tls => "urn:ietf:params:xml:ns:xmpp-tls"u8;

    /// <summary>Stream compression: the elements of XEP-0138.</summary>
    public static ReadOnlySpan<byte> Compress => "http://jabber.org/protocol/compress"u8;

    /// <summary>Stream compression: the stream feature of XEP-0138.</summary>
    public static ReadOnlySpan<byte> CompressFeature => "http://jabber.org/features/compress"u8;

    /// <summary>Stream management in the version that we speak to servers (XEP-0198).</summary>
    public static ReadOnlySpan<byte> Management => "urn:xmpp:sm:3"u8;

    /// <summary>The version before it, which clients may still speak.</summary>
    public static ReadOnlySpan<byte> OldManagement => "urn:xmpp:sm:2"u8;

    /// <summary>SASL2, in which clients may ask for stream management while they log in (XEP-0388, XEP-0386).</summary>
    public static ReadOnlySpan<byte> Sasl2 => "urn:xmpp:sasl:2"u8;

    /// <summary>Channel binding types (XEP-0440).</summary>
    public static ReadOnlySpan<byte> ChannelBinding => "urn:xmpp:sasl-cb:0"u8;
}
