namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>How a client makes its keys (XEP-0124, Protecting Insecure Sessions).</summary>
internal enum KeyStyle
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>In small letters.</summary>
    Small,

    /// <summary>It hashes in small letters, and sends in capitals.</summary>
    SentInCapitals,

    /// <summary>In capitals.</summary>
    Capitals,

    /// <summary>It begins a sequence some requests after the creation; what it sends as a key before that means nothing.</summary>
    Late,
}
