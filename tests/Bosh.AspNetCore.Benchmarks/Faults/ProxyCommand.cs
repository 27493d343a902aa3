using System.Globalization;
using System.Net;
using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.Benchmarks.Load.Servers;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Proxy;

namespace Bosh.AspNetCore.Benchmarks.Faults;

/// <summary><c>faults --listen ... --to ...</c>: a faulty proxy, until it is stopped.</summary>
internal static class ProxyCommand
{
    public static async Task RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        int port = arguments.Number("listen", 0);
        DnsEndPoint target = arguments.EndPoint("to");
        bool isHttp = !arguments.Has("raw");
        string[] plans = arguments.All("plan");
        int seed = FaultArguments.Seed(arguments);
        FaultMix mix = FaultArguments.Mix(arguments, isHttp);
        arguments.RefuseUnknown();

        await using var proxy = new FaultyProxy(target, isHttp, port) { Watcher = Console.Out.WriteLine };
        if (plans.Length > 0)
        {
            proxy.Use([.. plans.Select(FaultPlan.Parse)]);
        }
        else
        {
            proxy.Use(new RandomPlans(seed, mix, isHttp).For);
        }

        Listening.Announce(proxy.EndPoint.Port);
        await Console.Out.WriteLineAsync(plans.Length > 0
            ? "The plans are as given."
            : string.Create(CultureInfo.InvariantCulture, $"The seed is {seed}."));
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await Console.Out.WriteLineAsync($"Faults made: {proxy.Counts}");
        }
    }
}
