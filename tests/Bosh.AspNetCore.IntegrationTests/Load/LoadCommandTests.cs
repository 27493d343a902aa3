using System.Text.Json;
using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Numbering;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class LoadCommandTests : LoadTest
{
    [Theory]
    [InlineData(LineFault.None, 0)]
    [InlineData(LineFault.Repeats, 1)]
    public async Task The_command_says_by_its_exit_code_whether_all_was_well_and_writes_it_down(LineFault fault, int exitCode)
    {
        FaultyLine line = Use(new FaultyLine(Stub.Port, fault, new MessageNumber(MessageKind.Echo, Victim)));
        BoshApp app = RunBosh(line.Port);
        string file = Path.GetTempFileName();
        try
        {
            string url = Options(app, "parked").Url.ToString();
            int code = await LoadCommand.RunAsync(
                ["run", "--url", url, "--pattern", "parked", "--sessions", "2", "--seconds", "1", "--warm-up", "0", "--json", file]).Soon();

            Assert.Equal(exitCode, code);
            JsonElement json = JsonDocument.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).RootElement;
            Assert.Equal(exitCode, json.GetProperty("repeated").GetInt64());
            Assert.Equal(exitCode == 0, json.GetProperty("isCorrect").GetBoolean());
            Assert.InRange(json.GetProperty("sent").GetInt64(), line.Up, line.Up);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_command_that_cannot_be_has_an_exit_code_of_its_own()
        => Assert.Equal(2, await LoadCommand.RunAsync(["run", "--url", "http://127.0.0.1:1/", "--pattern", "parked", "--sesions", "1"]).Soon());
}
