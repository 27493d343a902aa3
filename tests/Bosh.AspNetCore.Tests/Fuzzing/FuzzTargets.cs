namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>All targets there are.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } = [new DocumentTarget(), new BodyTarget(), new StreamTarget(), new FeaturesTarget()];

    public static IFuzzTarget Named(string name) => All.Single(target => string.Equals(target.Name, name, StringComparison.Ordinal));
}
