using System.Diagnostics;
using System.Globalization;
using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Soak;

namespace Bosh.AspNetCore.Benchmarks.Faults;

/// <summary><c>faults soak</c>: sessions with all faults on both sides of a connection manager, for as long as wanted.</summary>
internal static class SoakCommand
{
    private const int DefaultSlots = 32;

    /// <summary>How often it says how far it is.</summary>
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(1);

    /// <returns>Whether all was well.</returns>
    public static async Task<bool> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        TimeSpan time = TimeSpan.FromMinutes(arguments.Number("minutes", 1));
        int seed = FaultArguments.Seed(arguments);
        int[] sessions = arguments.Numbers("session");
        int slots = arguments.Number("at-a-time", sessions.Length == 0 ? DefaultSlots : 1);
        bool isVerbose = arguments.Has("verbose");
        arguments.RefuseUnknown();

        await Console.Out.WriteLineAsync(sessions.Length > 0
            ? "The sessions are as given."
            : string.Create(CultureInfo.InvariantCulture, $"The seed is {seed}."));
        await using var run = new SoakRun(slots);
        await using SoakApp app = await SoakApp.StartAsync(run, cancellationToken);
        var report = new SoakReport();
        var watch = Stopwatch.StartNew();
        IEnumerable<int> seeds = sessions.Length > 0
            ? sessions
            : Enumerable.Range(0, int.MaxValue).TakeWhile(_ => watch.Elapsed < time).Select(i => Seed.Of(seed, i));
        Task running = run.RunAsync(app.EndPoint, seeds, report, cancellationToken);
        while (await Task.WhenAny(running, Task.Delay(ReportInterval, cancellationToken)) != running)
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{watch.Elapsed:hh\\:mm\\:ss} {report.Sessions} sessions, {report.Failed.Count} wrong, {app.Errors.Lines.Count} errors logged"));
        }

        await running;
        foreach (SoakResult failed in report.Failed)
        {
            await Console.Out.WriteLineAsync(failed.ToString());
            if (isVerbose)
            {
                await Console.Out.WriteLineAsync($"  {failed.Script}\n  {string.Join("\n  ", failed.History)}");
            }
        }

        foreach (string line in app.Errors.Lines.Take(10))
        {
            await Console.Out.WriteLineAsync("logged: " + line);
        }

        await Console.Out.WriteLineAsync($"{report}\nerrors logged     {app.Errors.Lines.Count}");
        return report.Failed.Count == 0 && app.Errors.Lines.Count == 0;
    }
}
