namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>All that can be compared, in the order in which it is printed.</summary>
internal static class Targets
{
    private const string Relay = "relay";

    /// <summary>Whether it is what the others are compared with.</summary>
    public static bool IsRelay(string name) => string.Equals(name, Relay, StringComparison.Ordinal);

    /// <param name="upstream">The stub, HOST:PORT.</param>
    public static ITarget[] All(string upstream) =>
    [
        new OwnTarget("bosh", upstream),
        new OwnTarget("bosh", upstream, "tls"),
        new OwnTarget(Relay, upstream),
        new ProsodyTarget(),
        new EjabberdTarget(),
        new NodeXmppBoshTarget(upstream),
    ];
}
