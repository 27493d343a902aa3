namespace Bosh.AspNetCore.Protocol;

/// <summary>What an element from the server means for stream management (XEP-0198).</summary>
[Flags]
internal enum ManagementSigns : byte
{
    None = 0,

    /// <summary>It is a stanza, which both sides count.</summary>
    IsStanza = 1,

    /// <summary>Stream features that offer stream management.</summary>
    Offered = 2,

    /// <summary>The answer to the wish for it, be it granted or refused.</summary>
    Answered = 4,

    /// <summary>The answer that grants it: from the element after it on, stanzas are counted.</summary>
    Begins = 8,
}
