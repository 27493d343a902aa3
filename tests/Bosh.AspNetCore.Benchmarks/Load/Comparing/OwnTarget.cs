namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>A server of this program, in a process of its own, before the stub.</summary>
internal sealed class OwnTarget : ITarget
{
    private readonly string _upstream;

    /// <param name="command">The command that starts it.</param>
    /// <param name="upstream">The stub, HOST:PORT.</param>
    public OwnTarget(string command, string upstream)
    {
        Name = command;
        _upstream = upstream;
    }

    public string Name { get; }

    public bool IsRelay => Targets.IsRelay(Name);

    public async Task<RunningTarget> StartAsync(CancellationToken cancellationToken)
    {
        (ChildProcess process, int port) = await ChildProcess.StartOwnAsync([Name, "--port", "0", "--upstream", _upstream], cancellationToken);
        return new RunningTarget(LoopbackPort.UrlOf(port, IsRelay ? "/" : Defaults.BoshPath), process);
    }
}
