using System.Globalization;

namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>
/// How many files, which is to say connections, the processes of a run may open. .NET itself raises our soft limit to the hard one.
/// </summary>
internal static class OpenFiles
{
    /// <summary>Those that a connection manager needs for a session: two of the browser, and one to the XMPP server.</summary>
    public const int WithUpstream = 3;

    /// <summary>Those that an XMPP server needs for a session when it is its own connection manager.</summary>
    public const int WithoutUpstream = 2;

    /// <summary>Those that we need: the browser's two, and that of a peer.</summary>
    public const int Client = 2;
    public const int ClientWithPeer = 3;

    /// <summary>Left for what a process opens now and then: logs, a connection that is opened again before the old one has gone.</summary>
    private const int Reserve = 100;

    /// <summary>Sees beforehand that the sessions of a run will not be too many.</summary>
    /// <exception cref="LoadException">They are; it says how many would not be.</exception>
    public static void Check(RunOptions options, bool hasPeers)
    {
        Check("this process", "self", options.Sessions, hasPeers ? ClientWithPeer : Client);
        foreach (int id in options.ProcessIds)
        {
            int each = options.FilesPerSession + (hasPeers ? 1 : 0);
            Check(string.Create(CultureInfo.InvariantCulture, $"process {id}"), id.ToString(CultureInfo.InvariantCulture), options.Sessions, each);
        }
    }

    /// <summary>The same for servers that have yet to be started: their limit will be ours.</summary>
    public static void CheckServers(int sessions, int each) => Check("a server", "self", sessions, each);

    /// <summary>How many sessions fit.</summary>
    /// <param name="limits">The file <c>/proc/PID/limits</c>.</param>
    /// <param name="inUse">The files that are open already.</param>
    /// <param name="each">The files of a session.</param>
    public static long Room(string limits, int inUse, int each)
    {
        const string name = "Max open files";
        string? line = limits.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        string? soft = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out long limit)
            ? Math.Max(0, limit - inUse - Reserve) / each
            : long.MaxValue;
    }

    private static void Check(string who, string process, int sessions, int each)
    {
        string folder = "/proc/" + process;
        if (!File.Exists(folder + "/limits"))
        {
            // Not Linux, or the process is gone, of which others will tell.
            return;
        }

        long room = Room(File.ReadAllText(folder + "/limits"), CountOpen(folder + "/fd"), each);
        if (sessions > room)
        {
            throw new LoadException(string.Create(
                CultureInfo.InvariantCulture,
                $"{sessions} sessions are too many for {who}: each takes {each} of the files that it may open (ulimit -Hn), and {room} would fit."));
        }
    }

    private static int CountOpen(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder).Length;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // The process of another user.
            return 0;
        }
    }
}
