using Bosh.AspNetCore.Benchmarks.Load.Comparing;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>Finds programs that come with the operating system.</summary>
internal static class NeededProgram
{
    /// <summary>Fails the test where the program is missing, rather than skipping it: a test that did not run proves nothing.</summary>
    /// <param name="name">The file name of the program.</param>
    /// <param name="package">The Debian package that brings it.</param>
    public static string Find(string name, string package)
    {
        var path = InstalledProgram.Find(name);
        Assert.True(path is not null, $"This test needs {name}: install the Debian package '{package}' (apt-get install {package}).");
        return path;
    }
}
