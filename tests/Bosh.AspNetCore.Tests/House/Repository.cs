using System.Runtime.CompilerServices;

namespace Bosh.AspNetCore.Tests.House;

/// <summary>Where the files are that the tests of the house read.</summary>
internal static class Repository
{
    /// <summary>The folder of this project's sources.</summary>
    public static string TestFolder { get; } = Path.GetFullPath(Path.Combine(Here(), ".."));

    /// <summary>The library's sources.</summary>
    public static string Library { get; } = Path.GetFullPath(Path.Combine(TestFolder, "..", "..", "src", "Bosh.AspNetCore"));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
