using System.Security.Cryptography;
using System.Text;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>The keys of a client: K(1) to K(n), of which it uses the last one first (XEP-0124, Generating the Key Sequence).</summary>
internal sealed class KeyChain
{
    private readonly Stack<string> _keys = new();

    public KeyChain(string seed, int length, bool inCapitals = false)
    {
        var last = seed;
        for (var i = 0; i < length; i++)
        {
#pragma warning disable CA5350 // The specification asks for SHA-1.
            var hash = SHA1.HashData(Encoding.ASCII.GetBytes(last));
#pragma warning restore CA5350
            last = inCapitals ? Convert.ToHexString(hash) : Convert.ToHexStringLower(hash);
            _keys.Push(last);
        }
    }

    public int Left => _keys.Count;

    /// <summary>The attribute that begins the sequence.</summary>
    public string NewKey() => $"newkey='{_keys.Pop()}'";

    /// <summary>The attribute of the next request.</summary>
    public string Key() => $"key='{_keys.Pop()}'";
}
