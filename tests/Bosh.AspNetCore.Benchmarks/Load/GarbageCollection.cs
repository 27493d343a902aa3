namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>Asks one of our own servers to collect its garbage.</summary>
internal static class GarbageCollection
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>How long the operating system may take to get the pages back.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    /// <returns>Whether the server has done it: others have no such path.</returns>
    public static async Task<bool> TryRequestAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = Timeout };
        using HttpResponseMessage response = await client.GetAsync(new Uri(url, Defaults.CollectPath), cancellationToken);
        await Task.Delay(Settle, cancellationToken);
        return response.IsSuccessStatusCode;
    }

    /// <summary>The server's side.</summary>
    public static void Collect()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
