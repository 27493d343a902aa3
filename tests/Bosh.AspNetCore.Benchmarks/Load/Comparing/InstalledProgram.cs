namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>Where a program is.</summary>
internal static class InstalledProgram
{
    /// <returns>Its path; null when it is not installed.</returns>
    public static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
