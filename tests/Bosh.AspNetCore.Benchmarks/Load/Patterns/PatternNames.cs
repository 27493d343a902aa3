namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>The patterns as they are called on the command line.</summary>
internal static class PatternNames
{
    public static PatternKind Parse(string name) => name switch
    {
        "parked" => PatternKind.Parked,
        "paced" => PatternKind.Paced,
        "one-request" => PatternKind.OneRequest,
        "flood-down" => PatternKind.FloodDown,
        "flood-up" => PatternKind.FloodUp,
        "setup" => PatternKind.SetUp,
        "idle" => PatternKind.Idle,
        _ => throw new LoadException($"There is no pattern '{name}'."),
    };

    public static string Of(PatternKind pattern) => pattern switch
    {
        PatternKind.Parked => "parked",
        PatternKind.Paced => "paced",
        PatternKind.OneRequest => "one-request",
        PatternKind.FloodDown => "flood-down",
        PatternKind.FloodUp => "flood-up",
        PatternKind.SetUp => "setup",
        _ => "idle",
    };

    public static IPattern Create(RunOptions options) => options.Pattern switch
    {
        PatternKind.Parked => new ParkedEcho(TimeSpan.Zero),
        PatternKind.Paced => new ParkedEcho(options.Pause),
        PatternKind.OneRequest => new OneRequestEcho(),
        PatternKind.FloodDown => options.Peer is null ? new FloodDown() : new PeerFloodDown(),
        PatternKind.FloodUp => options.Peer is null ? new FloodUp(options.Batch) : new PeerFloodUp(options.Batch),
        PatternKind.SetUp => new SetUp(),
        _ => new Idle(),
    };
}
