using Bosh.AspNetCore.Benchmarks.Load;
using BenchmarkDotNet.Running;

if (args is ["load", .. string[] rest])
{
    return await LoadCommand.RunAsync(rest);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
