using System.Globalization;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary>The first line that a server of ours prints.</summary>
internal static class Listening
{
    private const string Word = "listening ";

    public static void Announce(int port)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Word}{port}"));
        Console.Out.Flush();
    }

    public static int? Parse(string? line)
        => line is not null && line.StartsWith(Word, StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(Word.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : null;
}
