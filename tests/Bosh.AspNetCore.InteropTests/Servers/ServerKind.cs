namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>The real servers.</summary>
public enum ServerKind
{
    /// <summary>Debian's Prosody.</summary>
    Prosody,

    /// <summary>Debian's ejabberd.</summary>
    Ejabberd,
}
