namespace Bosh.AspNetCore.Sessions;

/// <summary>What came of a request for a session: a session and its first request, or a refusal.</summary>
/// <param name="Session">Null when it was refused.</param>
/// <param name="Request">The request as it waits for its answer, or has it; null when there is no room, and the client may try again.</param>
internal readonly record struct Creation(BoshSession? Session, HeldRequest? Request)
{
    public static Creation Overload => default;

    public static Creation Refused(Answer answer) => new(null, HeldRequest.Answered(answer));
}
