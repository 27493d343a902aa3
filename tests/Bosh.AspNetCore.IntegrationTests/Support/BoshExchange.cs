namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A request on its way, and the answer to come.</summary>
internal sealed class BoshExchange : IDisposable
{
    private readonly ProbedRequest _request;
    private readonly CancellationTokenSource _abort;

    public BoshExchange(ProbedRequest request, CancellationTokenSource abort, Task<BoshAnswer> answer)
    {
        _request = request;
        _abort = abort;
        Answered = answer;
    }

    /// <summary>Whether it still waits, as far as the app is concerned.</summary>
    public bool IsHeld => !_request.Finished.IsCompleted;

    public Task<BoshAnswer> Answered { get; }

    public Task<BoshAnswer> AnswerAsync() => Answered.Soon();

    /// <summary>Cuts the connection of the request.</summary>
    /// <returns>Completes when the app has noticed.</returns>
    public async Task AbortAsync()
    {
        await _abort.CancelAsync();
        await _request.Gone.Soon();
        await _request.Finished.Soon();
    }

    public void Dispose() => _abort.Dispose();
}
