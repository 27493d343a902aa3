using System.Diagnostics;
using Bosh.AspNetCore.Diagnostics;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Carries one HTTP request to its session, and the answer back: reads the body, asks the session, writes the response.
/// </summary>
internal sealed partial class BoshHandler
{
    /// <summary>What every answer carries: it is text from strangers, and must never run as a page of the app's origin.</summary>
    private const string ContentSecurityPolicy = "default-src 'none'; sandbox";

    /// <summary>When a client may ask again for a session that there was no room for, in seconds.</summary>
    private const string RetryAfter = "10";

    private readonly SessionRegistry _sessions;
    private readonly SessionAdmission _admission;
    private readonly SessionClock _clock;
    private readonly BoshOptions _options;
    private readonly CorsHeaders _cors;
    private readonly BoshMetrics _metrics;
    private readonly ILogger<BoshHandler> _logger;

    public BoshHandler(
        SessionRegistry sessions,
        SessionAdmission admission,
        SessionClock clock,
        IOptions<BoshOptions> options,
        BoshMetrics metrics,
        ILogger<BoshHandler> logger)
    {
        _sessions = sessions;
        _admission = admission;
        _clock = clock;
        _options = options.Value;
        _cors = new CorsHeaders(_options.Cors);
        _metrics = metrics;
        _logger = logger;
    }

    public Task HandleAsync(HttpContext context)
    {
        _cors.Apply(context);
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";

        // An app's response compression looks for this when the answer is written; it would make the answer chunked, and mix secrets with
        // text that an attacker chose. Compression is ours, or nobody's.
        StringValues accepted = _options.CompressAnswers ? context.Request.Headers.AcceptEncoding : default;
        context.Request.Headers.AcceptEncoding = default;

        string method = context.Request.Method;
        if (HttpMethods.IsPost(method))
        {
            return ExchangeAsync(context, accepted, isScript: false);
        }

        if (HttpMethods.IsGet(method) && ScriptSyntax.IsRequest(context.Request.QueryString))
        {
            ScriptSyntax.ForbidStorage(headers);
            if (_options.ScriptSyntax)
            {
                return ExchangeAsync(context, accepted, isScript: true);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentLength = 0;
            return Task.CompletedTask;
        }

        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            return WriteAboutAsync(context);
        }

        headers.Allow = "GET, HEAD, POST, OPTIONS";
        context.Response.StatusCode = HttpMethods.IsOptions(method) ? StatusCodes.Status204NoContent : StatusCodes.Status405MethodNotAllowed;
        return Task.CompletedTask;
    }

    private async Task ExchangeAsync(HttpContext context, StringValues accepted, bool isScript)
    {
        long startedAt = Stopwatch.GetTimestamp();
        Unbind(context);
        if (_options.CompressAnswers)
        {
            context.Response.Headers.Append("Vary", "Accept-Encoding");
        }

        BodyElement? body = isScript
            ? ScriptSyntax.Read(context.Request.QueryString, _options.Limits)
            : await RequestBody.ReadAsync(context, _options.Limits);
        if (body is null)
        {
            return;
        }

        if (body.Problem is not null)
        {
            Log.BadBody(_logger, body.Problem, body.ProblemOffset);
        }

        (BoshSession? session, HeldRequest? request) = await TryAcceptAsync(context, body, isScript);
        if (request is null)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = RetryAfter;
            return;
        }

        long acceptedAt = Stopwatch.GetTimestamp();
        Answer answer = request.Answer.IsCompleted ? await request.Answer : await WaitAsync(context, session!, request);
        if (ReferenceEquals(answer, Answer.None))
        {
            return;
        }

        long answeredAt = Stopwatch.GetTimestamp();
        string contentType = session?.Terms.ContentType ?? AnswerType.Choose(body.Content, _options.ContentTypes, isScript);
        ContentCoding? coding = session is { Terms.IsLegacy: false } ? AnswerCompression.Choose(accepted) : null;
        bool ok = await AnswerWriter.WriteAsync(context, answer, contentType, coding, isScript);
        session?.OnAnswerWritten(request, ok, _clock.Now);
        _metrics.RequestAnswered(
            held: Stopwatch.GetElapsedTime(acceptedAt, answeredAt),
            processing: Stopwatch.GetElapsedTime(startedAt, acceptedAt) + Stopwatch.GetElapsedTime(answeredAt));
    }

    /// <summary>A fault of ours is told in the language of the protocol too.</summary>
    private async ValueTask<Creation> TryAcceptAsync(HttpContext context, BodyElement body, bool isScript)
    {
        try
        {
            return await AcceptAsync(context, body, isScript);
        }
        catch (Exception error)
        {
            Log.Fault(_logger, error);
            return Creation.Refused(Answer.Terminal(Condition.InternalServerError));
        }
    }

    /// <summary>Finds whose request this is, and gives it to that session, or makes one.</summary>
    private ValueTask<Creation> AcceptAsync(HttpContext context, BodyElement body, bool isScript)
    {
        if (body.Sid is SessionId id && _sessions.TryFind(id, out BoshSession session))
        {
            if (session.Terms.IsSecure && !ClientConnection.IsThatOf(session.Terms, context))
            {
                // Whoever this is, the session is left alone: else anybody who has seen its sid could end it.
                Log.NotSecure(_logger, session.Number);
                context.Abort();
                return ValueTask.FromResult(Creation.Refused(Answer.None));
            }

            if (isScript != session.Terms.Script is not null)
            {
                // XEP-0252: all of a session is in one syntax. In the other there is no such session.
                return ValueTask.FromResult(Creation.Refused(Answer.Terminal(Condition.ItemNotFound)));
            }

            bool asksForStream = session.Terms.MaxStreams > 1 && body.AsksForStream && body.Problem is null;
            return asksForStream ? OpenAsync(context, body, session) : ValueTask.FromResult(Accept(body, session, opening: null));
        }

        if (body.Problem is not null)
        {
            // XEP-0124, HTTP Conditions: a session request without a version is a legacy client's.
            bool isLegacy = body is { HasStartTag: true, HasSid: false, HasVersion: false };
            return ValueTask.FromResult(Creation.Refused(Answer.Terminal(Condition.BadRequest, isLegacy)));
        }

        return body.HasSid
            ? ValueTask.FromResult(Creation.Refused(Answer.Terminal(Condition.ItemNotFound)))
            : _admission.AdmitAsync(context, body, isScript);
    }

    private async ValueTask<Creation> OpenAsync(HttpContext context, BodyElement body, BoshSession session)
        => Accept(body, session, await _admission.OpenAsync(context, body));

    private Creation Accept(BodyElement body, BoshSession session, StreamOpening? opening)
        => new(session, body.Problem is null ? session.Accept(body, _clock.Now, opening) : session.AcceptUnreadable(body, _clock.Now));

    /// <summary>Waits for the answer, and tells the session when the client does not.</summary>
    private async Task<Answer> WaitAsync(HttpContext context, BoshSession session, HeldRequest request)
    {
        using CancellationTokenRegistration gone =
            context.RequestAborted.UnsafeRegister(_ => session.OnClientGone(request, _clock.Now), null);
        return await request.Answer;
    }

    private static async Task WriteAboutAsync(HttpContext context)
    {
        context.Response.ContentType = AboutPage.ContentType;
        context.Response.ContentLength = AboutPage.Bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(AboutPage.Bytes, context.RequestAborted);
        }
    }

    /// <summary>Takes the request out of what an app does to requests that take long.</summary>
    private static void Unbind(HttpContext context)
    {
        context.Features.Get<IHttpRequestTimeoutFeature>()?.DisableTimeout();
        if (context.Features.Get<IHttpMetricsTagsFeature>() is IHttpMetricsTagsFeature metrics)
        {
            metrics.MetricsDisabled = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Debug, "A request body was refused: {Problem}, at byte {Offset}.")]
        public static partial void BadBody(ILogger logger, string problem, int offset);

        [LoggerMessage(31, LogLevel.Error, "A request could not be processed. This is a fault of the connection manager.")]
        public static partial void Fault(ILogger logger, Exception error);

        [LoggerMessage(32, LogLevel.Debug, "A request was cut off: session {Session} is bound to TLS, and to the client certificate that it was made with.")]
        public static partial void NotSecure(ILogger logger, long session);
    }
}
