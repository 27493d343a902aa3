using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>How the ends of sessions are told to clients.</summary>
internal static class SessionEnds
{
    public static Condition Condition(this SessionEnd end) => end switch
    {
        SessionEnd.Terminated or SessionEnd.None => Protocol.Condition.None,
        SessionEnd.BadRequest => Protocol.Condition.BadRequest,
        SessionEnd.Inactive or SessionEnd.RidOutsideWindow or SessionEnd.AnswerGone or SessionEnd.InexactRepeat
            or SessionEnd.WrongKey or SessionEnd.UnknownStream => Protocol.Condition.ItemNotFound,
        SessionEnd.TooManyRepeats or SessionEnd.PauseTooLong or SessionEnd.Overactive => Protocol.Condition.PolicyViolation,
        SessionEnd.StreamError => Protocol.Condition.RemoteStreamError,
        SessionEnd.ConnectionFailed or SessionEnd.ServerStalled => Protocol.Condition.RemoteConnectionFailed,
        SessionEnd.Shutdown => Protocol.Condition.SystemShutdown,
        _ => Protocol.Condition.InternalServerError,
    };

    /// <summary>
    /// Whether one request ended the session: it is told the condition, and those that wait beside it that it was another request's doing.
    /// </summary>
    public static bool IsOfRequest(this SessionEnd end)
        => end is SessionEnd.BadRequest or SessionEnd.RidOutsideWindow or SessionEnd.AnswerGone or SessionEnd.InexactRepeat
            or SessionEnd.TooManyRepeats or SessionEnd.PauseTooLong or SessionEnd.WrongKey or SessionEnd.Overactive or SessionEnd.UnknownStream;

    /// <summary>Whether the server is still there, to be told about elements that nobody will fetch.</summary>
    public static bool LeavesServer(this SessionEnd end)
        => end is not (SessionEnd.StreamError or SessionEnd.ConnectionFailed or SessionEnd.ServerStalled);
}
