using System.Collections.Concurrent;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>
/// Tells tests how far a request has got, so that they need not guess: middleware around all other. Requests are known by a header;
/// those without it pass untouched.
/// </summary>
internal sealed class RequestProbe
{
    public const string Header = "X-Probe";

    private readonly ConcurrentDictionary<string, ProbedRequest> _requests = new(StringComparer.Ordinal);
    private int _count;

    public ProbedRequest Expect()
    {
        var request = new ProbedRequest($"{Interlocked.Increment(ref _count)}");
        _requests[request.Id] = request;
        return request;
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!_requests.TryRemove(context.Request.Headers[Header].ToString(), out var request))
        {
            await next(context);
            return;
        }

        // With the body at hand nothing is asynchronous before the request waits for its answer: so when the call comes back, it does.
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        body.Position = 0;
        context.Request.Body = body;

        // Callbacks come in reverse order: this one after ours.
        await using var gone = context.RequestAborted.Register(request.SetGone);
        var rest = next(context);
        if (!rest.IsCompleted)
        {
            request.SetAccepted();
        }

        try
        {
            await rest;
        }
        finally
        {
            // Who is told of one that is answered at once must not take it for one that waits.
            request.SetFinished();
            request.SetAccepted();
        }
    }
}
