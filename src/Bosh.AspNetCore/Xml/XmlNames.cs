namespace Bosh.AspNetCore.Xml;

/// <summary>The two namespace names that Namespaces in XML reserves.</summary>
internal static class XmlNames
{
    /// <summary>Bound to the prefix <c>xml</c>, always.</summary>
    public static ReadOnlySpan<byte> XmlNamespace => "http://www.w3.org/XML/1998/namespace"u8;

    /// <summary>Bound to the prefix <c>xmlns</c>, which nothing may declare.</summary>
    public static ReadOnlySpan<byte> XmlnsNamespace => "http://www.w3.org/2000/xmlns/"u8;
}
