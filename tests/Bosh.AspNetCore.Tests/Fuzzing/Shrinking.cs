namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Makes an input that fails smaller, so that one sees why.</summary>
internal static class Shrinking
{
    /// <summary>Smaller inputs that may fail too: without a half, a quarter, and so on down to single bytes.</summary>
    public static IEnumerable<byte[]> Smaller(byte[] input)
    {
        for (int length = (input.Length + 1) / 2; length > 0; length = length == 1 ? 0 : (length + 1) / 2)
        {
            for (int start = 0; start < input.Length; start += length)
            {
                int end = Math.Min(start + length, input.Length);
                yield return [.. input.AsSpan(0, start), .. input.AsSpan(end)];
            }
        }
    }

    /// <summary>The smallest input that can be reached and still fails.</summary>
    public static byte[] Shrink(byte[] input, Func<byte[], bool> fails)
    {
        byte[]? smaller = input;
        while (smaller is not null)
        {
            input = smaller;
            smaller = Smaller(input).FirstOrDefault(fails);
        }

        return input;
    }
}
