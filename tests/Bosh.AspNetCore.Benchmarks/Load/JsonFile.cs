using System.Text.Json;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>Results for other programs to read.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task WriteAsync<T>(string path, T value, CancellationToken cancellationToken)
    {
        await using FileStream file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, value, Options, cancellationToken);
    }
}
