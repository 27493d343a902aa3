using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>The keys of a client: short sequences, so that it often goes on to another one.</summary>
internal sealed class KeyRing(KeyStyle style)
{
    private readonly Stack<string> _keys = [];
    private int _sequences;
    private int _requests;

    /// <summary>What the request that creates the session carries as <c>newkey</c>.</summary>
    public string? First { get; private set; }

    /// <summary>What the next request carries as <c>key</c> and <c>newkey</c>.</summary>
    public (string? Key, string? NewKey) Next { get; private set; }

    /// <summary>Begins: a client with keys tells of its first sequence when it creates the session.</summary>
    public static KeyRing Of(KeyStyle style)
    {
        var ring = new KeyRing(style);
        if (style is not (KeyStyle.None or KeyStyle.Late))
        {
            ring.First = ring.Begin();
        }

        ring.GoOn();
        return ring;
    }

    /// <summary>A request has taken the next key.</summary>
    public void GoOn()
    {
        if (style == KeyStyle.None)
        {
            return;
        }

        if (style == KeyStyle.Late && _requests++ < 2)
        {
            Next = ("of no meaning", null);
            return;
        }

        string? key = _keys.TryPop(out string? next) ? AsSent(next) : null;
        Next = (key, _keys.Count == 0 ? Begin() : null);
    }

    public static string Hash(string text, bool inCapitals)
    {
#pragma warning disable CA5350 // The specification asks for SHA-1.
        byte[] hash = SHA1.HashData(Encoding.ASCII.GetBytes(text));
#pragma warning restore CA5350
        return inCapitals ? Convert.ToHexString(hash) : Convert.ToHexStringLower(hash);
    }

    private string Begin()
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"sequence {++_sequences}");
        for (int length = 2 + (_sequences * 5 % 7); length > 0; length--)
        {
            key = Hash(key, inCapitals: style == KeyStyle.Capitals);
            _keys.Push(key);
        }

        return AsSent(_keys.Pop());
    }

    private string AsSent(string key) => style == KeyStyle.SentInCapitals ? key.ToUpperInvariant() : key;
}
