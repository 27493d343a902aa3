namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What can happen.</summary>
internal enum StepKind
{
    /// <summary>The client sends a request with a payload, if it may have one more with us.</summary>
    SendPayload,

    /// <summary>The client sends an empty request, if it may have one more with us.</summary>
    SendEmpty,

    /// <summary>The client restarts a stream, or all.</summary>
    SendRestart,

    /// <summary>The client asks for a further stream, which there may not be.</summary>
    SendOpen,

    /// <summary>The client closes one stream.</summary>
    SendClose,

    /// <summary>The client sends to a stream that there never was.</summary>
    SendAstray,

    /// <summary>The client asks for a pause, which may be short, long, or of nothing.</summary>
    SendPause,

    /// <summary>The client asks for a pause that is too long.</summary>
    SendTooLongPause,

    /// <summary>The client ends the session.</summary>
    SendTerminate,

    /// <summary>A request that is on its way arrives, in any order.</summary>
    Arrive,

    /// <summary>A request arrives, and a copy of it is still on its way, as when a proxy sends it twice.</summary>
    ArriveTwice,

    /// <summary>A request that is on its way is lost; the client repeats it.</summary>
    LoseRequest,

    /// <summary>An answer is written, and the client gets it.</summary>
    Write,

    /// <summary>An answer cannot be written, which is known; the client repeats its request.</summary>
    FailWrite,

    /// <summary>An answer is written, and lost on the way, which nobody knows; the client repeats its request.</summary>
    LoseAnswer,

    /// <summary>The client of a request that waits goes away, and repeats the request.</summary>
    Abort,

    /// <summary>The page is reloaded: nobody waits for what was on its way, and the client goes on with a later rid.</summary>
    Reload,

    /// <summary>A server sends the header of its stream.</summary>
    ServerOpens,

    /// <summary>A server sends an element.</summary>
    ServerSends,

    /// <summary>A server sends three elements at once.</summary>
    ServerSendsMany,

    /// <summary>A server sends an element, and other things may happen before the session looks at it.</summary>
    ServerBegins,

    /// <summary>The session looks at what servers have sent.</summary>
    ServerEndsBatch,

    /// <summary>A server takes nothing any more.</summary>
    ServerStops,

    /// <summary>A server takes all that waits for it.</summary>
    ServerTakes,

    /// <summary>A server ends its stream with an error.</summary>
    ServerFails,

    /// <summary>The connection to a server is gone.</summary>
    ServerCloses,

    /// <summary>A copy of a request that was answered long ago arrives.</summary>
    OldCopy,

    /// <summary>Somebody who knows the sid alone sends a request with a rid that has come already.</summary>
    Forge,

    /// <summary>Somebody who knows the sid alone sends a request with the next rid, or one after it, and a key that is none.</summary>
    ForgeKey,

    /// <summary>A rid beyond the window.</summary>
    SendOutside,

    /// <summary>A request that cannot be read.</summary>
    SendUnreadable,

    /// <summary>The connection manager shuts down.</summary>
    Shutdown,

    /// <summary>A moment passes, and the timer, if it is to fire, comes after what happens next.</summary>
    Lag,

    /// <summary>Some seconds pass.</summary>
    Wait,

    /// <summary>Up to a minute passes.</summary>
    WaitLong,
}
