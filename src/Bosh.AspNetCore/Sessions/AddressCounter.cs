using System.Net;

namespace Bosh.AspNetCore.Sessions;

/// <summary>Counts sessions by client address.</summary>
internal sealed class AddressCounter
{
    // Guards the counts.
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _counts = [];

    /// <summary>
    /// The address that a client counts for: none for loopback, which is that of every client behind a proxy on this machine.
    /// </summary>
    public static IPAddress? Counted(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
        {
            return null;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>Counts one more, unless that is too many.</summary>
    public bool TryAdd(IPAddress? address, int most)
    {
        if (address is null)
        {
            return true;
        }

        lock (_lock)
        {
            int count = _counts.GetValueOrDefault(address);
            if (count >= most)
            {
                return false;
            }

            _counts[address] = count + 1;
            return true;
        }
    }

    public void Remove(IPAddress? address)
    {
        if (address is null)
        {
            return;
        }

        lock (_lock)
        {
            int count = _counts.GetValueOrDefault(address);
            if (count > 1)
            {
                _counts[address] = count - 1;
            }
            else
            {
                _counts.Remove(address);
            }
        }
    }
}
