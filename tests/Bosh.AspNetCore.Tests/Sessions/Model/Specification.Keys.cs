namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>XEP-0124, Protecting Insecure Sessions.</content>
internal sealed partial class Specification
{
    /// <summary>What the next key must lead to: the last <c>newkey</c> or <c>key</c>; null before there is a sequence.</summary>
    private string? _keyLeadsTo;

    /// <summary>How many rids have been passed over since, with their keys.</summary>
    private int _keysPassedOver;

    /// <summary>Looks at the key of a request whose turn it is, and goes on to the next when it is right.</summary>
    private bool TakeKey(Request request)
    {
        if (!HasRightKey(request))
        {
            _keysPassedOver++;
            return false;
        }

        _keyLeadsTo = request.NewKey ?? (_keyLeadsTo is null ? null : request.Key);
        _keysPassedOver = 0;
        return true;
    }

    /// <summary>Keys are compared without regard to case; who sends capitals may have hashed small letters.</summary>
    private bool HasRightKey(Request request)
        => _keyLeadsTo is null
            || (request.Key is string key && (Leads(key, false) || Leads(key, true) || Leads(key.ToLowerInvariant(), false)));

    private bool Leads(string key, bool inCapitals)
    {
        for (int i = 0; i <= _keysPassedOver; i++)
        {
            key = KeyRing.Hash(key, inCapitals);
        }

        return key.Equals(_keyLeadsTo, StringComparison.OrdinalIgnoreCase);
    }
}
