using Bosh.AspNetCore.Sessions;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>Remembers when the session wants to be woken.</summary>
internal sealed class FakeTimer : ISessionTimer
{
    public TimeSpan? At { get; private set; }

    public void Arm(TimeSpan? at) => At = at < At || At is null ? at : At;

    public void Fired() => At = null;

    public void Dispose() => At = null;
}
