using System.Diagnostics;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>
/// The user that a server's package has made for it. When the tool runs as root, the server does not: it runs as that user. Else, and where
/// there is no such user, it runs as whoever runs the tool.
/// </summary>
internal sealed class ServiceUser
{
    /// <summary>Runs a program as another user, in the same process.</summary>
    private readonly string? _setpriv = InstalledProgram.Find("setpriv");
    private readonly string _name;
    private readonly bool _isUsed;

    public ServiceUser(string name)
    {
        _name = name;
        _isUsed = _setpriv is not null && Environment.IsPrivilegedProcess && File.Exists("/etc/passwd")
            && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));
    }

    /// <summary>The command that runs a program as this user.</summary>
    public ProcessStartInfo Command(string program, params string[] arguments) => _isUsed
        ? new ProcessStartInfo(_setpriv!, ["--reuid", _name, "--regid", _name, "--clear-groups", program, .. arguments])
        : new ProcessStartInfo(program, arguments);

    /// <summary>Makes a folder, and all that is in it, the user's.</summary>
    public async Task TakeAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        if (_isUsed)
        {
            using Process chown = Process.Start("chown", ["--recursive", _name, folder.FullName]);
            await chown.WaitForExitAsync(cancellationToken);
        }
    }
}
