using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Sessions;

/// <summary>Who keeps the sessions. Called outside of their locks, but for <see cref="FindServer"/>.</summary>
internal interface ISessionOwner
{
    /// <summary>Where the server of a domain is, for a further stream. Only looks it up.</summary>
    /// <returns>Null when the domain is not ours to serve.</returns>
    UpstreamTarget? FindServer(string domain);

    /// <summary>A session has ended. It may still be asked why.</summary>
    void OnEnded(BoshSession session, SessionEnd end);

    /// <summary>An ended session need not be kept any longer.</summary>
    void OnForgotten(BoshSession session);
}
