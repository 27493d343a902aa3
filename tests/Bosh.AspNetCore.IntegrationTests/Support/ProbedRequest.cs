namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>What is known of one request.</summary>
internal sealed class ProbedRequest
{
    private readonly TaskCompletionSource _accepted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ProbedRequest(string id)
    {
        Id = id;
    }

    public string Id { get; }

    /// <summary>The session has it: it is answered, or waits.</summary>
    public Task Accepted => _accepted.Task;

    /// <summary>The app is done with it.</summary>
    public Task Finished => _finished.Task;

    /// <summary>The app knows that the client has gone.</summary>
    public Task Gone => _gone.Task;

    public void SetAccepted() => _accepted.TrySetResult();

    public void SetFinished() => _finished.TrySetResult();

    public void SetGone() => _gone.TrySetResult();
}
