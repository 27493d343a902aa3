using System.Collections.Frozen;

namespace Bosh.DevServer.Sasl;

/// <summary>Who may log in: the users of one domain and their passwords.</summary>
internal sealed class Accounts
{
    private readonly string _domain;
    private readonly FrozenDictionary<string, string> _passwords;

    public Accounts(string domain, IEnumerable<KeyValuePair<string, string>> passwords)
    {
        _domain = domain;
        _passwords = passwords.ToFrozenDictionary(account => account.Key.ToLowerInvariant(), account => account.Value, StringComparer.Ordinal);
    }

    public IEnumerable<string> Users => _passwords.Keys;

    public string? PasswordOf(string user) => _passwords.GetValueOrDefault(user.ToLowerInvariant());

    /// <summary>Whether a user may act as this identity: only as itself (RFC 6120, section 6.3.8).</summary>
    public bool MayActAs(string user, string identity) =>
        identity.Length == 0 || string.Equals(identity, $"{user}@{_domain}", StringComparison.OrdinalIgnoreCase);
}
