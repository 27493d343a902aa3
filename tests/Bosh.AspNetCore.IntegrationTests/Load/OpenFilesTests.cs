using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.Benchmarks.Load.Patterns;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class OpenFilesTests
{
    private static readonly RunOptions Run = new()
    {
        Url = new Uri("http://127.0.0.1:1/"),
        Pattern = PatternKind.Idle,
        Sessions = 1,
        Duration = TimeSpan.Zero,
        WarmUp = TimeSpan.Zero,
        Domain = "load.test",
        ProcessIds = [Environment.ProcessId],
    };

    [Theory]
    [InlineData("20000", 0, 2, 9950)]
    [InlineData("20000", 400, 3, 6500)]
    [InlineData("20000", 401, 3, 6499)]
    [InlineData("64", 50, 3, 0)]
    [InlineData("unlimited", 50, 3, long.MaxValue)]
    public void Sessions_fit_in_what_is_left_of_the_limit(string limit, int inUse, int each, long room)
    {
        string limits = "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max processes             11                   12                   processes \n"
            + $"Max open files            {limit,-20} 90000                files     \n";

        Assert.Equal(room, OpenFiles.Room(limits, inUse, each));
    }

    [Fact]
    public void Few_sessions_fit_into_this_process()
    {
        OpenFiles.Check(Run, hasPeers: true);
        OpenFiles.CheckServers(1, OpenFiles.WithUpstream);
    }

    [Fact]
    public async Task Too_many_sessions_are_refused_before_anything_is_opened_and_told_how_many_would_fit()
    {
        RunOptions many = Run with { Sessions = int.MaxValue };

        // There is no server: who tries to connect fails otherwise.
        var error = await Assert.ThrowsAsync<LoadException>(() => LoadRun.RunAsync(many, TestContext.Current.CancellationToken));

        Assert.Matches("^2147483647 sessions are too many for this process: each takes 2 .* and [0-9]+ would fit.$", error.Message);
    }

    [Fact]
    public void Peers_take_files_too()
    {
        var error = Assert.Throws<LoadException>(() => OpenFiles.Check(Run with { Sessions = int.MaxValue }, hasPeers: true));

        Assert.Contains("each takes 3 ", error.Message, StringComparison.Ordinal);
    }
}
