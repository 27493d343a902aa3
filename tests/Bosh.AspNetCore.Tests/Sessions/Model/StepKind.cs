namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What can happen.</summary>
public enum StepKind
{
    /// <summary>The client sends a request with a payload, if it may have one more with us.</summary>
    SendPayload,

    /// <summary>The client sends an empty request, if it may have one more with us.</summary>
    SendEmpty,

    /// <summary>A request that is on its way arrives, in any order.</summary>
    Arrive,

    /// <summary>A request arrives, and a copy of it is still on its way, as when a proxy sends it twice.</summary>
    ArriveTwice,

    /// <summary>An answer is written, and the client gets it.</summary>
    Write,

    /// <summary>An answer cannot be written, which is known; the client repeats its request.</summary>
    FailWrite,

    /// <summary>An answer is written, and lost on the way, which nobody knows; the client repeats its request.</summary>
    LoseAnswer,

    /// <summary>The client of a request that waits goes away, and repeats the request.</summary>
    Abort,

    /// <summary>The page is reloaded: everything on its way is gone, and the client goes on with a later rid.</summary>
    Reload,

    /// <summary>The server sends an element.</summary>
    ServerSends,

    /// <summary>The server sends three elements at once.</summary>
    ServerSendsMany,

    /// <summary>Some seconds pass.</summary>
    Wait,
}
