using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.Tests.Fuzzing;

namespace Bosh.AspNetCore.Benchmarks.Fuzz;

/// <summary>The fuzzer: <c>dotnet run -c Release -- fuzz --minutes N</c>.</summary>
internal static class FuzzCommand
{
    private const int Success = 0;
    private const int Found = 1;
    private const int Misuse = 2;

    private const string Usage = """
        fuzz [--minutes 1] [--target document,body,stream,features] [--seed N] [--save FOLDER]
            Feeds random, mutated and hand-written input to the XML engine, and asks the platform's reader what it means. Goes on for the time given, or until
            interrupted. Says every ten seconds how far it is; what it finds is shortened, printed, and saved in the folder (fuzz-findings by default).
            Exit code 1: something was found.
        """;

    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(10);

    public static int Run(ReadOnlySpan<string> args)
    {
        try
        {
            var arguments = new Arguments(args);
            TimeSpan time = TimeSpan.FromMinutes(arguments.Number("minutes", otherwise: 1));
            int seed = arguments.Number("seed", otherwise: Environment.TickCount & int.MaxValue);
            string folder = arguments.Text("save") ?? "fuzz-findings";
            string[] names = arguments.All("target");
            arguments.RefuseUnknown();
            IReadOnlyList<IFuzzTarget> targets = [.. FuzzTargets.All.Where(target => names.Length == 0 || names.Contains(target.Name, StringComparer.Ordinal))];
            return targets.Count == 0 ? throw new LoadException("No such target.\n" + Usage) : Run(targets, time, seed, folder);
        }
        catch (LoadException error)
        {
            Console.Error.WriteLine(error.Message);
            return Misuse;
        }
    }

    private static int Run(IReadOnlyList<IFuzzTarget> targets, TimeSpan time, int seed, string folder)
    {
        bool isStopped = false;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => isStopped = signal.Cancel = true);
        FuzzRun[] runs = [.. targets.Select(target => new FuzzRun(target, folder))];
        Console.WriteLine($"seed {seed}, {Corpus.Files.Count} hand-written inputs, until {DateTime.Now + time:T}");
        long start = Stopwatch.GetTimestamp();
        TimeSpan reported = TimeSpan.Zero;
        TimeSpan elapsed;
        while ((elapsed = Stopwatch.GetElapsedTime(start)) < time && !isStopped)
        {
            foreach (FuzzRun run in runs)
            {
                run.Batch(ref seed);
            }

            if (elapsed - reported >= ReportEvery)
            {
                reported = elapsed;
                Report(elapsed, runs);
            }
        }

        Report(Stopwatch.GetElapsedTime(start), runs);
        return runs.All(run => run.Findings == 0) ? Success : Found;
    }

    private static void Report(TimeSpan elapsed, FuzzRun[] runs)
        => Console.WriteLine($"{elapsed:hh\\:mm\\:ss}  {string.Join("  ", runs.Select(run => run.ToString(CultureInfo.InvariantCulture)))}");
}
