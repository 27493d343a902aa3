using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bosh.AspNetCore.Upstream;

/// <summary>
/// What comes before everything else on a connection to a server that wants to know whose it is (The PROXY protocol, versions 1 and 2, by HAProxy's
/// authors).
/// </summary>
internal static class ProxyHeader
{
    /// <summary>Version 2, section 2.2: bytes that no protocol begins with.</summary>
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    private const byte LocalCommand = 0x20;
    private const byte ProxyCommand = 0x21;
    private const byte TcpOverIPv4 = 0x11;
    private const byte TcpOverIPv6 = 0x21;

    /// <summary>Makes the header.</summary>
    /// <param name="version">The version: 1 or 2.</param>
    /// <param name="ends">The client's connection with us; null when it has no addresses.</param>
    public static byte[] Create(UpstreamProxyProtocol version, ClientEnds? ends)
    {
        if (ends is null)
        {
            return version == UpstreamProxyProtocol.V1 ? "PROXY UNKNOWN\r\n"u8.ToArray() : [.. Signature, LocalCommand, 0, 0, 0];
        }

        IPAddress client = Plain(ends.Client.Address);
        IPAddress ours = ends.Ours is null ? IPAddress.None : Plain(ends.Ours.Address);
        if (ours.AddressFamily != client.AddressFamily || ends.Ours is null)
        {
            // Both must be of one kind, and the client's is what the server is to know: after a proxy of the app's, ours is another connection's.
            ours = client.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        }

        var source = new IPEndPoint(client, ends.Client.Port);
        var destination = new IPEndPoint(ours, ends.Ours?.Port ?? 0);
        return version == UpstreamProxyProtocol.V1 ? CreateText(source, destination) : CreateBinary(source, destination);
    }

    private static byte[] CreateText(IPEndPoint source, IPEndPoint destination) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"PROXY {(source.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6")} {Text(source.Address)} {Text(destination.Address)} {source.Port} {destination.Port}\r\n"));

    private static byte[] CreateBinary(IPEndPoint source, IPEndPoint destination)
    {
        byte[] from = source.Address.GetAddressBytes();
        byte[] to = destination.Address.GetAddressBytes();
        byte[] header =
        [
            .. Signature,
            ProxyCommand,
            source.AddressFamily == AddressFamily.InterNetwork ? TcpOverIPv4 : TcpOverIPv6,
            0, (byte)(from.Length + to.Length + 4),
            .. from,
            .. to,
            0, 0, 0, 0,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(^4), (ushort)source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(^2), (ushort)destination.Port);
        return header;
    }

    /// <summary>An address as its own kind: a listener for both kinds has IPv4 addresses inside of IPv6 ones.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Section 2.1 has IPv6 addresses as groups of digits alone: no zone, and no IPv4 address at the end.</summary>
    private static string Text(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString();
        }

        byte[] bytes = address.GetAddressBytes();
        return string.Join(':', Enumerable.Range(0, 8).Select(
            i => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2 * i)).ToString("x", CultureInfo.InvariantCulture)));
    }
}
