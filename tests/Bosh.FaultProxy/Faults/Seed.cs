namespace Bosh.FaultProxy.Faults;

/// <summary>Makes a seed of a seed and a number. Random numbers of seeds that follow each other are alike in their beginnings; those of these are not.</summary>
internal static class Seed
{
    /// <summary>The seed of the n-th of something (the finalizer of SplitMix64).</summary>
    public static int Of(int seed, int n)
    {
        ulong mixed = unchecked(((ulong)(uint)seed << 32) + (uint)n + 0x9E3779B97F4A7C15);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
    }
}
