using Microsoft.Extensions.Hosting;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// Ends all sessions when the host begins to stop, while the HTTP server still accepts: held requests would keep it from stopping.
/// </summary>
internal sealed class SessionShutdown : IHostedLifecycleService
{
    private readonly SessionRegistry _sessions;

    public SessionShutdown(SessionRegistry sessions)
    {
        _sessions = sessions;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sessions.ShutdownAsync().WaitAsync(cancellationToken);
        }
        catch (Exception)
        {
            // The host's time is over, or a connection broke in closing: it goes on without the last words of the servers.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
