namespace Bosh.AspNetCore.Sessions;

/// <summary>Why a session ended. The name goes to the log, the condition to the client.</summary>
internal enum SessionEnd : byte
{
    /// <summary>It has not ended.</summary>
    None,

    /// <summary>The client terminated it.</summary>
    Terminated,

    /// <summary>The client had no request with us for too long (XEP-0124, Inactivity).</summary>
    Inactive,

    /// <summary>A request that could not be read.</summary>
    BadRequest,

    /// <summary>A rid beyond the window.</summary>
    RidOutsideWindow,

    /// <summary>A repeat whose answer is no longer there though the client may not have it, or whose request was skipped.</summary>
    AnswerGone,

    /// <summary>A repeat that is not an exact copy.</summary>
    InexactRepeat,

    /// <summary>The same request again and again.</summary>
    TooManyRepeats,

    /// <summary>A key that is missing or wrong (XEP-0124, Protecting Insecure Sessions).</summary>
    WrongKey,

    /// <summary>More requests at a time, or requests for payloads more often, than the client was allowed (XEP-0124, Overactivity).</summary>
    Overactive,

    /// <summary>Payloads for a stream that there is not (XEP-0124, Transmitting Payloads).</summary>
    UnknownStream,

    /// <summary>A pause that is too long, or was not offered.</summary>
    PauseTooLong,

    /// <summary>The server ended the stream with an error.</summary>
    StreamError,

    /// <summary>The connection to the server was lost, or never came to be.</summary>
    ConnectionFailed,

    /// <summary>The server takes nothing, and too much waits for it.</summary>
    ServerStalled,

    /// <summary>We are shutting down.</summary>
    Shutdown,
}
