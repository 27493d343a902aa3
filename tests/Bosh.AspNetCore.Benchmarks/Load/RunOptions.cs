using System.Net;
using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>One run against one URL.</summary>
internal sealed record RunOptions
{
    public required Uri Url { get; init; }

    public required PatternKind Pattern { get; init; }

    public required int Sessions { get; init; }

    /// <summary>How long is measured.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long the load runs before it is measured, so that the server's code is compiled; an idle server settles for this long.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>The XMPP domain, where one can log in anonymously.</summary>
    public required string Domain { get; init; }

    /// <summary>The processes whose CPU time and memory are measured.</summary>
    public required int[] ProcessIds { get; init; }

    /// <summary>The characters of a message's text.</summary>
    public int TextLength { get; init; } = 64;

    /// <summary>The messages of a request when the client floods.</summary>
    public int Batch { get; init; } = 10;

    /// <summary>Whether the URL is that of a bare relay.</summary>
    public bool IsRelay { get; init; }

    /// <summary>The TCP port of the XMPP server, where the peers of floods log in; null when it is the stub, which floods by itself.</summary>
    public DnsEndPoint? Peer { get; init; }

    /// <summary>The files that each of those processes opens for a session.</summary>
    public int FilesPerSession { get; init; } = OpenFiles.WithUpstream;

    /// <summary>How long a session of the pattern <c>paced</c> waits, give or take a half, between two messages.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long nothing may come at the end of a run while something is under way; after it that is lost.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(20);

    public static RunOptions From(Arguments arguments) => new()
    {
        Url = arguments.Url("url"),
        Pattern = PatternNames.Parse(arguments.Required("pattern")),
        Sessions = arguments.Count("sessions", 100),
        Duration = TimeSpan.FromSeconds(arguments.Number("seconds", 10)),
        WarmUp = TimeSpan.FromSeconds(arguments.Number("warm-up", 3)),
        Domain = arguments.Text("domain") ?? Defaults.Domain,
        ProcessIds = arguments.Numbers("pid"),
        TextLength = arguments.Number("text", 64),
        Batch = arguments.Count("batch", 10),
        IsRelay = arguments.Has("relay"),
        Peer = !arguments.Has("peer") ? null
            : arguments.Has("relay") ? throw new LoadException("A relay has no --peer.")
            : arguments.EndPoint("peer"),
        FilesPerSession = arguments.Count("files", OpenFiles.WithUpstream),
        Pause = TimeSpan.FromMilliseconds(arguments.Number("pause", 100)),
    };
}
