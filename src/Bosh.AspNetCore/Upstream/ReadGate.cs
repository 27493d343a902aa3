namespace Bosh.AspNetCore.Upstream;

/// <summary>Stops a read loop and lets it go on.</summary>
internal sealed class ReadGate
{
    // Null while the gate is open; set and cleared by compare-and-swap alone.
    private TaskCompletionSource? _closed;

    public void Set(bool open)
    {
        if (open)
        {
            Interlocked.Exchange(ref _closed, null)?.TrySetResult();
        }
        else if (Volatile.Read(ref _closed) is null)
        {
            Interlocked.CompareExchange(ref _closed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        }
    }

    /// <summary>Completes when the gate is open.</summary>
    public Task WaitAsync() => Volatile.Read(ref _closed)?.Task ?? Task.CompletedTask;
}
