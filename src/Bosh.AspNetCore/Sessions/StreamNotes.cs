namespace Bosh.AspNetCore.Sessions;

/// <summary>What an answer tells about a stream besides payloads, once.</summary>
[Flags]
internal enum StreamNotes : byte
{
    None = 0,

    /// <summary>The name that we gave it (XEP-0124, Adding Streams To A Session).</summary>
    Name = 1,

    /// <summary>What the server's header says: from, authid, xmpp:version.</summary>
    Header = 2,

    /// <summary>That it has ended, while the session goes on (XEP-0124, Multiple Streams: Error Conditions).</summary>
    End = 4,
}
