using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bosh.FaultProxy.Soak;

/// <summary>The keys of a client that protects its session (XEP-0124, Protecting Insecure Sessions): each is the SHA-1 of the one that is used after it.</summary>
internal sealed class KeyChain
{
    private const int Length = 8;

    private readonly Stack<string> _keys = new();

    /// <summary>What stands in the request that creates the session.</summary>
    public string First() => $" newkey='{Renew()}'";

    /// <summary>What stands in the next request.</summary>
    public string Next()
    {
        string key = _keys.Pop();
        return _keys.Count > 0 ? $" key='{key}'" : $" key='{key}' newkey='{Renew()}'";
    }

    private string Renew()
    {
        string key = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        for (int i = 0; i < Length; i++)
        {
            _keys.Push(key);
#pragma warning disable CA5350 // The protocol says SHA-1.
            key = Convert.ToHexStringLower(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        }

        return key;
    }
}
