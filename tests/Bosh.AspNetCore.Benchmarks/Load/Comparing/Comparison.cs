using Bosh.AspNetCore.Benchmarks.Load.Patterns;

namespace Bosh.AspNetCore.Benchmarks.Load.Comparing;

/// <summary>
/// Runs every pattern on every server, in turn, and that several times: what else happens on the machine hits all of them alike.
/// </summary>
internal sealed class Comparison : IAsyncDisposable
{
    private readonly CompareOptions _options;
    private readonly ITarget[] _targets;
    private readonly Dictionary<ITarget, RunningTarget> _running = [];
    private readonly List<ComparedRun> _runs = [];

    public Comparison(CompareOptions options, ITarget[] targets)
    {
        _options = options;
        _targets = targets;
    }

    public IReadOnlyList<ComparedRun> Runs => _runs;

    /// <summary>Whether every run has come to its end.</summary>
    public bool IsComplete { get; private set; } = true;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int round = 0; round < _options.Rounds; round++)
        {
            foreach (PatternKind pattern in _options.Patterns)
            {
                for (int i = 0; i < _targets.Length; i++)
                {
                    // Each round begins with another server.
                    ITarget target = _targets[(i + round) % _targets.Length];
                    if (target.Obstacle(pattern) is null)
                    {
                        await RunAsync(round, pattern, target, cancellationToken);
                    }
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningTarget running in _running.Values)
        {
            await running.DisposeAsync();
        }
    }

    private async Task RunAsync(int round, PatternKind pattern, ITarget target, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"round {round + 1} of {_options.Rounds}: {PatternNames.Of(pattern)} on {target.Name}");
        if (pattern == PatternKind.Idle)
        {
            // The memory of a process tells of all it has done before: here it has done nothing.
            await using RunningTarget fresh = await target.StartAsync(cancellationToken);
            await RunAsync(round, pattern, target, fresh, cancellationToken);
            return;
        }

        if (!_running.TryGetValue(target, out RunningTarget? running))
        {
            running = await target.StartAsync(cancellationToken);
            _running.Add(target, running);
        }

        await RunAsync(round, pattern, target, running, cancellationToken);
    }

    private async Task RunAsync(int round, PatternKind pattern, ITarget target, RunningTarget running, CancellationToken cancellationToken)
    {
        try
        {
            RunResult result = await LoadRun.RunAsync(_options.RunOf(pattern, target, running), cancellationToken);
            ResultRow.WriteProblems(target.Name, result);
            _runs.Add(new ComparedRun(target.Name, round, result));
        }
        catch (LoadException error)
        {
            // What one server cannot do does not end the comparison of the others.
            await Console.Error.WriteLineAsync($"{target.Name}, {PatternNames.Of(pattern)}: {error.Message}");
            IsComplete = false;
        }
    }
}
