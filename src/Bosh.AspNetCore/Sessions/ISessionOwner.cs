namespace Bosh.AspNetCore.Sessions;

/// <summary>Who keeps the sessions. Called outside of their locks.</summary>
internal interface ISessionOwner
{
    /// <summary>A session has ended. It may still be asked why.</summary>
    void OnEnded(BoshSession session, SessionEnd end);

    /// <summary>An ended session need not be kept any longer.</summary>
    void OnForgotten(BoshSession session);
}
