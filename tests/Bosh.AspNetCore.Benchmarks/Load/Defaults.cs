namespace Bosh.AspNetCore.Benchmarks.Load;

/// <summary>What the commands agree on when nothing else is said.</summary>
internal static class Defaults
{
    public const string Domain = "load.test";

    public const string BoshPath = "/http-bind";

    /// <summary>Our own servers collect their garbage when asked for this, so that memory per session is what a session holds.</summary>
    public const string CollectPath = "/load/collect";
}
