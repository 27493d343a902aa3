using System.Diagnostics;
using Bosh.AspNetCore.Benchmarks.Load;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class ProcessUseTests
{
    private static readonly int[] Self = [Environment.ProcessId];

    [Fact]
    public void Cpu_time_is_what_the_process_itself_knows()
    {
        double before = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
        double measured = ProcessUse.CpuSeconds(Self)!.Value;
        double after = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

        // Linux counts here in hundredths of a second, user and system time each.
        Assert.InRange(measured, before - 0.02, after + 0.02);
    }

    [Fact]
    public void Several_processes_are_added_up()
    {
        int[] twice = [.. Self, .. Self];

        Assert.True(ProcessUse.CpuSeconds(twice) >= 2 * ProcessUse.CpuSeconds(Self) * 0.9);
        Assert.True(ProcessUse.Memory(twice) > 1.5 * ProcessUse.Memory(Self));
    }

    [Fact]
    public void Memory_is_that_of_the_process_with_a_part_of_what_it_shares()
    {
        long measured = ProcessUse.Memory(Self)!.Value;

        // Other tests allocate and collect meanwhile.
        Assert.InRange(measured, Environment.WorkingSet / 1024 / 4, Environment.WorkingSet / 1024 * 4);
    }

    [Fact]
    public void The_name_of_a_program_may_have_parentheses_and_spaces()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("load-test-");
        string program = Path.Combine(folder.FullName, "a) (b 1 2");
        File.Copy("/bin/sleep", program);
        using Process sleeping = Process.Start(program, "60");
        try
        {
            Assert.InRange(ProcessUse.CpuSeconds([sleeping.Id])!.Value, 0, 1);
            Assert.InRange(ProcessUse.Memory([sleeping.Id])!.Value, 1, 100_000);
        }
        finally
        {
            sleeping.Kill();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void No_process_has_no_figures()
    {
        Assert.Null(ProcessUse.CpuSeconds([]));
        Assert.Null(ProcessUse.Memory([]));
    }

    [Fact]
    public void A_process_that_is_not_there_is_an_error_in_one_line()
    {
        var error = Assert.Throws<LoadException>(() => ProcessUse.CpuSeconds([int.MaxValue]));

        Assert.Contains("2147483647", error.Message, StringComparison.Ordinal);
    }
}
