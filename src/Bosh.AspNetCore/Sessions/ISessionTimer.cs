namespace Bosh.AspNetCore.Sessions;

/// <summary>Wakes a session: calls <see cref="BoshSession.Tick"/>, not before the time it was armed for.</summary>
internal interface ISessionTimer : IDisposable
{
    /// <summary>Asks to be woken then at the latest. May be called under a lock.</summary>
    /// <param name="at">When; null for never.</param>
    void Arm(TimeSpan? at);

    /// <summary>The session has been woken: what was asked before is done with.</summary>
    void Fired();
}
