using System.Security.Cryptography;
using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.FaultProxy.Faults;

namespace Bosh.AspNetCore.Benchmarks.Faults;

/// <summary>What command lines say of faults.</summary>
internal static class FaultArguments
{
    /// <summary>The percentage of every kind when none is named.</summary>
    private const int DefaultPercent = 5;

    private const int LongestDelay = 50;

    /// <summary>The seed that was given, or a new one.</summary>
    public static int Seed(Arguments arguments) => arguments.Number("seed", RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary>How often which fault is made.</summary>
    public static FaultMix Mix(Arguments arguments, bool isHttp)
    {
        var percents = FaultMix.KindsFor(isHttp)
            .Where(kind => arguments.Has(Fault.NameOf(kind)))
            .ToDictionary(kind => kind, kind => arguments.Number(Fault.NameOf(kind), 0));
        if (percents.Count == 0)
        {
            percents = FaultMix.KindsFor(isHttp).ToDictionary(kind => kind, _ => DefaultPercent);
        }

        return FaultMix.Of(percents, Math.Max(1, arguments.Number("longest-delay", LongestDelay)));
    }
}
