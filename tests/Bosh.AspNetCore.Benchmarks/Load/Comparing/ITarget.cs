using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>A kind of server that can be compared. To compare another, implement this and name it in <see cref="Targets"/>.</summary>
internal interface ITarget
{
    string Name { get; }

    /// <summary>What has to be installed for it; null when it is all there.</summary>
    string? Missing => null;

    bool IsRelay => false;

    /// <summary>Whether the pattern means something here: floods need the stub behind the server.</summary>
    bool Supports(PatternKind pattern) => true;

    /// <summary>Starts it, and returns when it answers.</summary>
    Task<RunningTarget> StartAsync(CancellationToken cancellationToken);
}
