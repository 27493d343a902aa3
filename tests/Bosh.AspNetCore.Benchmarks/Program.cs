using Bosh.AspNetCore.Benchmarks.Faults;
using Bosh.AspNetCore.Benchmarks.Load;
using BenchmarkDotNet.Running;

if (args is ["load", .. string[] rest])
{
    return await LoadCommand.RunAsync(rest);
}

if (args is ["faults", .. string[] faults])
{
    return await FaultsCommand.RunAsync(faults);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
