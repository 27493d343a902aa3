namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Nothing is awaited without a limit.</summary>
internal static class Waiting
{
    /// <summary>How long anything may take that happens at all; far more than it needs on a machine with other work.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task Soon(this Task task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(Limit);
}
