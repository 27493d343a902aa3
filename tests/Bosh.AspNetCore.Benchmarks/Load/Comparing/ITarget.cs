using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>A kind of server that can be compared. To compare another, implement this and name it in <see cref="Targets"/>.</summary>
internal interface ITarget
{
    string Name { get; }

    /// <summary>What has to be installed for it; null when it is all there.</summary>
    string? Missing => null;

    bool IsRelay => false;

    /// <summary>Whether it takes part only when it is named.</summary>
    bool MustBeNamed => false;

    /// <summary>The files that its process opens for a session.</summary>
    int FilesPerSession => IsBoth ? OpenFiles.WithoutUpstream : OpenFiles.WithUpstream;

    /// <summary>Why a pattern is not run on it; null when it is.</summary>
    string? Obstacle(PatternKind pattern) => null;

    /// <summary>Whether it is an XMPP server and its own connection manager, so that the figures are those of both.</summary>
    bool IsBoth => false;

    /// <summary>Starts it, and returns when it answers.</summary>
    Task<RunningTarget> StartAsync(CancellationToken cancellationToken);
}
