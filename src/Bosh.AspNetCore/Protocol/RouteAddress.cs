using System.Buffers;
using System.Globalization;

namespace Bosh.AspNetCore.Protocol;

/// <summary>The <c>route</c> attribute: <c>proto:host:port</c>, which is no URI (XEP-0124, Session Creation Request).</summary>
/// <param name="Protocol">The protocol: <c>xmpp</c> is the one that we speak.</param>
/// <param name="Host">A name or an address; of an IPv6 address what stands between the brackets, if it has any.</param>
/// <param name="Port">The TCP port.</param>
internal sealed record RouteAddress(string Protocol, string Host, int Port)
{
    private const string Xmpp = "xmpp";

    private static readonly SearchValues<char> NotOfHosts = SearchValues.Create("[]/@?# \t\r\n");

    /// <summary>Whether it is that of an XMPP server.</summary>
    public bool IsXmpp => string.Equals(Protocol, Xmpp, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the host is a name or an address, and not something with a port or more in it.</summary>
    public bool IsHostAlone => !Host.Contains(':', StringComparison.Ordinal) || Uri.CheckHostName(Host) == UriHostNameType.IPv6;

    /// <summary>Reads <c>host:port</c>, where an IPv6 address may have brackets.</summary>
    /// <returns>Null when it is none.</returns>
    public static RouteAddress? ParseServer(string text) => Parse($"{Xmpp}:{text}");

    /// <summary>Reads a route. The host is what stands between the first colon and the last, so that an IPv6 address needs no brackets.</summary>
    /// <returns>Null when it is none.</returns>
    public static RouteAddress? Parse(string text)
    {
        int first = text.IndexOf(':', StringComparison.Ordinal);
        int last = text.LastIndexOf(':');
        if (first < 1
            || first == last
            || !int.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535)
        {
            return null;
        }

        string host = text[(first + 1)..last];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }

        return host.Length > 0 && !host.AsSpan().ContainsAny(NotOfHosts) ? new RouteAddress(text[..first], host, port) : null;
    }
}
