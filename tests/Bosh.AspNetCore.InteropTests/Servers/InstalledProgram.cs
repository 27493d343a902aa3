using Xunit;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Finds programs that come with the operating system.</summary>
internal static class InstalledProgram
{
    /// <summary>Fails the test where the program is missing, rather than skipping it: a test that did not run proves nothing.</summary>
    /// <param name="name">The file name of the program.</param>
    /// <param name="package">The Debian package that brings it.</param>
    public static string Find(string name, string package)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin");
        var path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.True(path is not null, $"This test needs {name}: install the Debian package '{package}' (apt-get install {package}).");
        return path;
    }
}
