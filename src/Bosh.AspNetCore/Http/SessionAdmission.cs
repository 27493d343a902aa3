using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bosh.AspNetCore.Http;

/// <summary>
/// Lets requests for sessions in, or says why not (XEP-0124, Session Creation Request): first the options are asked, then the app.
/// </summary>
internal sealed partial class SessionAdmission
{
    private readonly SessionRegistry _sessions;
    private readonly ServerDirectory _servers;
    private readonly Func<BoshSessionCreation, Task>? _hook;
    private readonly byte[]? _seeOther;
    private readonly ILogger<SessionAdmission> _logger;

    public SessionAdmission(
        SessionRegistry sessions, ServerDirectory servers, IOptions<BoshOptions> options, ILogger<SessionAdmission> logger)
    {
        _sessions = sessions;
        _servers = servers;
        _hook = options.Value.OnSessionCreating;
        _seeOther = options.Value.SecureUri is Uri uri ? BoshSessionCreation.SeeOtherContent(uri) : null;
        _logger = logger;
    }

    /// <summary>Creates a session for a request, or answers why there is none.</summary>
    public async ValueTask<Creation> AdmitAsync(HttpContext context, BodyElement body, bool isScript)
    {
        Destination destination = _sessions.IsDraining ? Destination.Refused(Condition.SystemShutdown)
            : _seeOther is not null && !context.Request.IsHttps ? Destination.Refused(Condition.SeeOtherUri, _seeOther)
            : await FindAsync(context, body);
        return destination.Server is BoshDomain server
            ? _sessions.Create(body, server, ClientConnection.ArrivalOf(context, isScript))
            : Creation.Refused(Answer.Terminal(destination.Refusal, IsLegacy(body), destination.Content));
    }

    /// <summary>Finds the server for a further stream of a session, as for the first (XEP-0124, Adding Streams To A Session).</summary>
    public async ValueTask<StreamOpening> OpenAsync(HttpContext context, BodyElement body)
    {
        Destination destination = await FindAsync(context, body);
        return destination.Server is BoshDomain server
            ? StreamOpening.At(body.To!, server, ClientConnection.EndsOf(context))
            : StreamOpening.Refused(destination.Refusal, destination.Content);
    }

    private ValueTask<Destination> FindAsync(HttpContext context, BodyElement body)
    {
        Condition problem = _servers.Find(body.To, body.Route, out BoshDomain? server);
        bool isForHook = _hook is not null && (server is not null || (problem == Condition.HostUnknown && !_servers.Contains(body.To!)));
        return isForHook ? AskAsync(context, body, server?.Copy())
            : ValueTask.FromResult(server is null ? Destination.Refused(problem) : new Destination(server));
    }

    private async ValueTask<Destination> AskAsync(HttpContext context, BodyElement body, BoshDomain? server)
    {
        var creation = new BoshSessionCreation(context, body, server);
        try
        {
            await _hook!(creation);
            if (creation.Server is not null)
            {
                BoshOptionsValidator.ThrowIfInvalid(creation.To, creation.Server);
            }
        }
        catch (Exception error)
        {
            if (error is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
            {
                Log.HookFailed(_logger, error);
            }

            return Destination.Refused(Condition.InternalServerError);
        }

        if (creation.Refusal is (Condition condition, byte[] content))
        {
            Log.Refused(_logger, creation.To, condition);
            return Destination.Refused(condition, content);
        }

        body.From = creation.From;
        body.IsFromByApp = creation.IsFromSet;
        return creation.Server is null ? Destination.Refused(Condition.HostUnknown)
            : creation.Server.Gone ? Destination.Refused(Condition.HostGone)
            : new Destination(creation.Server);
    }

    /// <summary>XEP-0124, HTTP Conditions.</summary>
    private static bool IsLegacy(BodyElement body) => body.Version is null;

    private static partial class Log
    {
        [LoggerMessage(35, LogLevel.Error, "BoshOptions.OnSessionCreating failed, and its client is answered internal-server-error.")]
        public static partial void HookFailed(ILogger logger, Exception error);

        [LoggerMessage(36, LogLevel.Debug, "The app refused a session for {Domain}: {Condition}.")]
        public static partial void Refused(ILogger logger, string domain, Condition condition);
    }
}
