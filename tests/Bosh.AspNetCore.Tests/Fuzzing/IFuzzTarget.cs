namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>A part of the engine under random input: what to feed it, and who judges what comes out.</summary>
internal interface IFuzzTarget
{
    string Name { get; }

    /// <summary>Makes an input.</summary>
    /// <param name="random">Where all choices come from: the same seed makes the same input.</param>
    /// <param name="corpus">Hand-written inputs, to be used as they are or stirred.</param>
    byte[] Next(Random random, IReadOnlyList<byte[]> corpus);

    /// <summary>Feeds an input, and compares with what the platform's reader says about it. Has no memory.</summary>
    Verdict Judge(byte[] input);
}
