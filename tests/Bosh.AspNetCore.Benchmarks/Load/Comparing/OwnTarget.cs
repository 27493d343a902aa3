namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>A server of this program, in a process of its own, before the stub.</summary>
internal sealed class OwnTarget : ITarget
{
    private readonly string _command;
    private readonly string _upstream;
    private readonly string[] _options;

    /// <param name="command">The command that starts it.</param>
    /// <param name="upstream">The stub, HOST:PORT.</param>
    /// <param name="option">One more option of the command, with which it is only compared when it is named.</param>
    public OwnTarget(string command, string upstream, string? option = null)
    {
        _command = command;
        _upstream = upstream;
        _options = option is null ? [] : [$"--{option}"];
        Name = option is null ? command : $"{command}-{option}";
    }

    public string Name { get; }

    public bool MustBeNamed => _options.Length > 0;

    public bool IsRelay => Targets.IsRelay(Name);

    public async Task<RunningTarget> StartAsync(CancellationToken cancellationToken)
    {
        (ChildProcess process, int port) = await ChildProcess.StartOwnAsync([_command, "--port", "0", "--upstream", _upstream, .. _options], cancellationToken);
        return new RunningTarget(LoopbackPort.UrlOf(port, IsRelay ? "/" : Defaults.BoshPath), process);
    }
}
