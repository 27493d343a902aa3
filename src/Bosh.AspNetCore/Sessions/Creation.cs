using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>What came of a request for a session: a session and its first request, or a refusal.</summary>
internal readonly struct Creation
{
    private Creation(BoshSession? session, HeldRequest? request, Condition refusal, bool isOverload)
    {
        Session = session;
        Request = request;
        Refusal = refusal;
        IsOverload = isOverload;
    }

    /// <summary>Null when it was refused.</summary>
    public BoshSession? Session { get; }

    /// <summary>The request that waits for the session's first answer.</summary>
    public HeldRequest? Request { get; }

    /// <summary>The condition of the refusal.</summary>
    public Condition Refusal { get; }

    /// <summary>Whether it was refused for reasons of room: the client may try again.</summary>
    public bool IsOverload { get; }

    public static Creation Of(BoshSession session, HeldRequest request) => new(session, request, Condition.None, isOverload: false);

    public static Creation Refused(Condition condition) => new(null, null, condition, isOverload: false);

    public static Creation Overload() => new(null, null, Condition.None, isOverload: true);
}
