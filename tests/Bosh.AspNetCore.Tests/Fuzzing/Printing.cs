using System.Text;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Inputs in words that a person can copy.</summary>
internal static class Printing
{
    public static string Print(ReadOnlySpan<byte> input) => $"{Encoding.UTF8.GetString(input)}\n{Convert.ToHexString(input)}";

    /// <summary>Two lists of lines that ought to be the same.</summary>
    public static string Compare(IEnumerable<string> ours, IEnumerable<string> theirs)
        => $"ours\n{string.Join('\n', ours)}\ntheirs\n{string.Join('\n', theirs)}";
}
