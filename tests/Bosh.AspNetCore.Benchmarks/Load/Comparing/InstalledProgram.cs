namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>Where a program is.</summary>
internal static class InstalledProgram
{
    /// <summary>Where servers are, on Debian, though not everybody's PATH has it.</summary>
    private const string ServerFolder = "/usr/sbin";

    /// <returns>Its path; null when it is not installed.</returns>
    public static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(ServerFolder)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
