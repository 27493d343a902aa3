using System.Diagnostics;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>
/// How ejabberd is started: as its <c>ejabberdctl foreground</c> would, but by whoever starts it, and as an Erlang node that is not part of any
/// network: it has no name, listens for no other node, and needs no port mapper (epmd). It ends when its input does.
/// </summary>
internal static class EjabberdNode
{
    private static readonly string? Erlang = InstalledProgram.Find("erl");
    private static readonly string? Libraries = FindLibraries();

    public static bool IsInstalled => Erlang is not null && Libraries is not null;

    /// <summary>The command that starts it.</summary>
    /// <param name="user">Whoever it runs as.</param>
    /// <param name="folder">Where its data and its log go.</param>
    /// <param name="config">Its configuration file.</param>
    /// <param name="onceStarted">What it does when it has started: expressions of Erlang.</param>
    public static ProcessStartInfo Command(ServiceUser user, string folder, string config, string onceStarted = "ok")
    {
        // The limits are those of ejabberdctl. Erlang knows of the end of its input only when somebody reads it.
        string then = $"{onceStarted}, spawn(fun() -> io:get_line(\"\"), init:stop() end)";
        ProcessStartInfo command = user.Command(
            Erlang!, "+K", "true", "+P", "250000", "-noshell", "-mnesia", "dir", $"\"{folder}/spool\"", "-s", "ejabberd", "-eval", then);
        command.Environment["ERL_LIBS"] = Libraries;
        command.Environment["ERL_CRASH_DUMP_BYTES"] = "0";
        command.Environment["EJABBERD_CONFIG_PATH"] = config;
        command.Environment["EJABBERD_LOG_PATH"] = Path.Combine(folder, "ejabberd.log");
        command.Environment["HOME"] = folder;
        return command;
    }

    /// <summary>Where its Erlang libraries are, as its own script says: a line <c>ERL_LIBS='FOLDER'</c>.</summary>
    private static string? FindLibraries()
    {
        const string start = "ERL_LIBS='";
        return InstalledProgram.Find("ejabberdctl") is string script
            && File.ReadLines(script).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is string line
            ? line[start.Length..].TrimEnd('\'')
            : null;
    }
}
