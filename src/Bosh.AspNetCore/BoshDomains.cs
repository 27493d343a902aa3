namespace Bosh.AspNetCore;

/// <summary>The domains that are served, each with the XMPP server behind it. Names are compared without regard to case.</summary>
public sealed class BoshDomains : Dictionary<string, BoshDomain>
{
    /// <summary>Creates an empty collection.</summary>
    public BoshDomains()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    /// <summary>Adds a domain and says where its server is.</summary>
    /// <param name="domain">The XMPP domain, as clients write it in <c>to</c>.</param>
    /// <param name="configure">Sets the host, and whatever else differs from the defaults.</param>
    /// <exception cref="ArgumentException">The domain is there already.</exception>
    public void Add(string domain, Action<BoshDomain> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var upstream = new BoshDomain();
        configure(upstream);
        Add(domain, upstream);
    }
}
