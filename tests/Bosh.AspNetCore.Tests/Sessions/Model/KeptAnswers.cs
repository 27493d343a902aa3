using System.Runtime.CompilerServices;
using Bosh.AspNetCore.Sessions;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What a session keeps for repeats: the one thing that the model looks for inside of it, because no request can ask for all of it.</summary>
internal static class KeptAnswers
{
    public static List<LoggedAnswer> Of(BoshSession session) => Answers(Log(session));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_log")]
    private static extern ref ResponseLog Log(BoshSession session);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_answers")]
    private static extern ref List<LoggedAnswer> Answers(ResponseLog log);
}
