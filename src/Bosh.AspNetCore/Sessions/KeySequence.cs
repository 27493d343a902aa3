using System.Security.Cryptography;
using System.Text;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The keys of a session (XEP-0124, Protecting Insecure Sessions). Each request carries the value whose SHA-1 is what the request before it
/// carried, so that only who began the sequence can go on with it.
/// <code>
///  newkey='K(n)'   key='K(n-1)'   key='K(n-2)' ...   key='K(1)' newkey='L(m)'   key='L(m-1)' ...
/// </code>
/// </summary>
internal sealed class KeySequence
{
    /// <summary>
    /// How many requests in a row may have keys that nobody has looked at. Each costs one hash more with every key after them: who sends more of them
    /// has lost the sequence.
    /// </summary>
    private const int MaxSkipped = 128;

    /// <summary>What the next key must hash to; null before a client has begun a sequence: then keys mean nothing.</summary>
    private byte[]? _expected;

    /// <summary>How many requests were skipped since, whose keys nobody has looked at.</summary>
    private int _skipped;

    /// <summary>Whether a request has the key that is its turn. Requests are asked in rid order; exact repeats are not asked.</summary>
    public bool Accepts(BodyElement request)
    {
        if (_expected is null)
        {
            return true;
        }

        if (_expected.Length == 0)
        {
            return false;
        }

        // A client may send in capitals what it hashed in small letters: case is not significant.
        return request.Key is string key && (Leads(key) || Leads(key.ToLowerInvariant()));
    }

    /// <summary>Looks at the key of a request whose turn it is, and goes on to the next one. That of a request that is not accepted is left out.</summary>
    public bool Take(BodyElement request)
    {
        bool isAccepted = Accepts(request);
        if (isAccepted)
        {
            Advance(request);
        }
        else
        {
            Skip();
        }

        return isAccepted;
    }

    /// <summary>Goes on to the next key, after a request that was accepted.</summary>
    public void Advance(BodyElement request)
    {
        if ((request.NewKey ?? (_expected is null ? null : request.Key)) is string key)
        {
            _expected = Parse(key);
        }

        _skipped = 0;
    }

    /// <summary>A request was skipped: the next key is one further down.</summary>
    public void Skip()
    {
        if (_skipped == MaxSkipped && _expected is not null)
        {
            _expected = [];
            _skipped = 0;
        }

        _skipped++;
    }

    private bool Leads(string key)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        bool isInCapitals = key.AsSpan().ContainsAnyInRange('A', 'F');
        string text = key;
        for (int i = 0; i <= _skipped; i++)
        {
            Hash(text, hash);
            text = isInCapitals ? Convert.ToHexString(hash) : Convert.ToHexStringLower(hash);
        }

        return CryptographicOperations.FixedTimeEquals(hash, _expected);
    }

    private static void Hash(string text, Span<byte> hash)
    {
#pragma warning disable CA5350 // The specification asks for SHA-1; what is needed of it, that it cannot be turned around, it still has.
        SHA1.HashData(Encoding.UTF8.GetBytes(text), hash);
#pragma warning restore CA5350
    }

    /// <summary>A key that is no SHA-1 in hexadecimal has none that leads to it: nothing is accepted after it.</summary>
    private static byte[] Parse(string key)
    {
        byte[] hash = new byte[SHA1.HashSizeInBytes];
        return key.Length == 2 * hash.Length && Convert.FromHexString(key, hash, out _, out _) == System.Buffers.OperationStatus.Done ? hash : [];
    }
}
