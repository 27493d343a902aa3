namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>The hand-written inputs.</summary>
internal static class Corpus
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Nasty");

    public static IReadOnlyList<byte[]> Files { get; } =
        [.. Directory.GetFiles(Folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
