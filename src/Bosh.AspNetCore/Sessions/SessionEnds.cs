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
            => Protocol.Condition.ItemNotFound,
        SessionEnd.TooManyRepeats or SessionEnd.PauseTooLong => Protocol.Condition.PolicyViolation,
        SessionEnd.StreamError => Protocol.Condition.RemoteStreamError,
        SessionEnd.ConnectionFailed or SessionEnd.ServerStalled => Protocol.Condition.RemoteConnectionFailed,
        SessionEnd.Shutdown => Protocol.Condition.SystemShutdown,
        _ => Protocol.Condition.InternalServerError,
    };

    /// <summary>Whether the server is still there, to be told about elements that nobody will fetch.</summary>
    public static bool LeavesServer(this SessionEnd end)
        => end is not (SessionEnd.StreamError or SessionEnd.ConnectionFailed or SessionEnd.ServerStalled);
}
