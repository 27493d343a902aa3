using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>What is compared, and for how long.</summary>
internal sealed record CompareOptions
{
    public required int Sessions { get; init; }

    /// <summary>
    /// The sessions when they are idle: many, so that what they need is large beside what the server needs anyway. A session takes three of the
    /// open files of a server, and two of ours.
    /// </summary>
    public required int IdleSessions { get; init; }

    public required TimeSpan Duration { get; init; }

    public required TimeSpan WarmUp { get; init; }

    /// <summary>The most that a server will have at a time.</summary>
    public int MostSessions => Patterns.Max(SessionsOf);

    /// <summary>How often everything is run.</summary>
    public required int Rounds { get; init; }

    public required PatternKind[] Patterns { get; init; }

    /// <summary>The names of the targets; empty for all that are installed.</summary>
    public required string[] Targets { get; init; }

    public static CompareOptions From(Arguments arguments)
    {
        string[] patterns = arguments.All("pattern");
        return new CompareOptions
        {
            Sessions = arguments.Count("sessions", 100),
            IdleSessions = arguments.Count("idle-sessions", 2000),
            Duration = TimeSpan.FromSeconds(arguments.Number("seconds", 10)),
            WarmUp = TimeSpan.FromSeconds(arguments.Number("warm-up", 3)),
            Rounds = arguments.Count("rounds", 3),
            Patterns = patterns.Length > 0 ? [.. patterns.Select(PatternNames.Parse)] : Enum.GetValues<PatternKind>(),
            Targets = arguments.All("target"),
        };
    }

    /// <summary>The run of a pattern on a server.</summary>
    public RunOptions RunOf(PatternKind pattern, ITarget target, RunningTarget running) => new()
    {
        Url = running.Url,
        Pattern = pattern,
        Sessions = SessionsOf(pattern),
        Duration = Duration,
        WarmUp = WarmUp,
        Domain = Defaults.Domain,
        ProcessIds = [running.ProcessId],
        FilesPerSession = target.FilesPerSession,
        IsRelay = target.IsRelay,
        Peer = running.Peer,
    };

    private int SessionsOf(PatternKind pattern) => pattern == PatternKind.Idle ? IdleSessions : Sessions;
}
