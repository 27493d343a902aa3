using System.Net;
using System.Net.Sockets;

namespace Bosh.AspNetCore.Upstream;

/// <summary>The order in which the addresses of a name are tried.</summary>
internal static class AddressOrder
{
    /// <summary>
    /// IPv6 and IPv4 by turns (RFC 8305, section 4), so that where one of them leads nowhere the second attempt is the other's. The family of the first
    /// address, which the machine thinks best, begins; within a family the order stays.
    /// </summary>
    public static IReadOnlyList<IPAddress> Interleave(IReadOnlyList<IPAddress> addresses)
    {
        if (addresses.Count < 3)
        {
            return addresses;
        }

        AddressFamily first = addresses[0].AddressFamily;
        List<IPAddress> ones = [.. addresses.Where(a => a.AddressFamily == first)];
        List<IPAddress> others = [.. addresses.Where(a => a.AddressFamily != first)];
        List<IPAddress> ordered = new(addresses.Count);
        for (int i = 0; i < Math.Max(ones.Count, others.Count); i++)
        {
            ordered.AddRange(ones.Skip(i).Take(1));
            ordered.AddRange(others.Skip(i).Take(1));
        }

        return ordered;
    }
}
