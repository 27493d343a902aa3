using BenchmarkDotNet.Running;
using Bosh.AspNetCore.Benchmarks.Faults;
using Bosh.AspNetCore.Benchmarks.Fuzz;
using Bosh.AspNetCore.Benchmarks.Load;

switch (args)
{
    case ["load", .. string[] load]:
        return await LoadCommand.RunAsync(load);
    case ["faults", .. string[] faults]:
        return await FaultsCommand.RunAsync(faults);
    case ["fuzz", .. string[] fuzz]:
        return FuzzCommand.Run(fuzz);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
