using Bosh.AspNetCore.Benchmarks.Load.Client;

namespace Bosh.AspNetCore.Benchmarks.Load.Patterns;

/// <summary>What a session does from its beginning to its end.</summary>
internal interface IPattern
{
    /// <summary>Whether sessions are opened before the pattern runs; else it opens them itself.</summary>
    bool NeedsOpenSession => true;

    /// <summary>Whether each session needs a peer.</summary>
    bool NeedsPeer => false;

    /// <summary>Runs until the measurement says stop, waits for all that is under way, and closes the session.</summary>
    Task RunAsync(LoadSession session, Measurement measurement);
}
