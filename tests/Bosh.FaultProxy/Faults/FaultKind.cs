namespace Bosh.FaultProxy.Faults;

/// <summary>What can be done to a connection. Amounts are milliseconds where nothing else is said.</summary>
internal enum FaultKind
{
    /// <summary>What follows in this direction comes so much later.</summary>
    Delay,

    /// <summary>So many bytes are passed one by one.</summary>
    Split,

    /// <summary>Both sides see the end of the connection. What was passed before arrives.</summary>
    Cut,

    /// <summary>Both sides see the connection broken. What was passed before may not arrive.</summary>
    Reset,

    /// <summary>The reader of this direction sees its end, what its writer goes on to send is swallowed; the other direction goes on.</summary>
    HalfClose,

    /// <summary>For so long nothing passes, in either direction.</summary>
    Stall,

    /// <summary>
    /// The writer of this direction closes, and its reader learns it so much later: as when nginx ignores a client that has gone, or a phone that has
    /// lost its network.
    /// </summary>
    LateClose,

    /// <summary>
    /// HTTP only: a request is sent, up to the offset; then, when its answer begins or at the latest after so long, its connection is closed, and the
    /// request is sent again on a new one, whose answer is passed. It is what nginx's <c>proxy_next_upstream</c> does.
    /// </summary>
    Twice,

    /// <summary>HTTP only: a request waits until one of the same session has passed on another connection; at most so long.</summary>
    Reorder,
}
