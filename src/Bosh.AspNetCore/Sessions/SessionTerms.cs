using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// What a session has been agreed to be (XEP-0124, Session Creation Response): the client's wishes within our limits. It stays as it is
/// for the life of the session.
/// </summary>
internal sealed record SessionTerms
{
    /// <summary>How many times the mark, or as many of the largest bodies, may wait for a server.</summary>
    private const int UpstreamQueueFactor = 16;
    private const int UpstreamBodies = 4;

    /// <summary>What a client polls at, for the inactivity period, when it may poll as often as it likes.</summary>
    private static readonly TimeSpan LeastPolling = TimeSpan.FromSeconds(1);

    /// <summary>How long a request is held at most.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>How many requests are held at most.</summary>
    public required int Hold { get; init; }

    /// <summary>How many requests the client may have with us: one more than we hold.</summary>
    public int Requests => Hold + 1;

    /// <summary>Whether the client wants no request held (XEP-0124, Polling Sessions).</summary>
    public bool IsPolling => Hold == 0 || Wait == TimeSpan.Zero;

    public required TimeSpan Polling { get; init; }

    public required TimeSpan Inactivity { get; init; }

    /// <summary>Zero when pauses are not offered.</summary>
    public required TimeSpan MaxPause { get; init; }

    /// <summary>Whether both sides acknowledge what they get (XEP-0124, Acknowledgements): only when the client asks for it.</summary>
    public required bool UsesAcks { get; init; }

    /// <summary>How many streams the client may have open; with one they have no names, and nothing is said about streams.</summary>
    public required int MaxStreams { get; init; }

    /// <summary>The version that both sides speak.</summary>
    public required ProtocolVersion Version { get; init; }

    /// <summary>Whether the client expects HTTP status codes for some errors, because it named no version (XEP-0124, HTTP Conditions).</summary>
    public required bool IsLegacy { get; init; }

    /// <summary>The media type of all answers.</summary>
    public required string ContentType { get; init; }

    /// <summary>Whether the session is bound to encrypted connections (XEP-0124, Connection Between Client and BOSH Service).</summary>
    public bool IsSecure { get; init; }

    /// <summary>The thumbprint of the certificate that the client of a secure session must show; null when any or none will do.</summary>
    public string? Certificate { get; init; }

    /// <summary>What is taken at most of the content of a session in Script Syntax (XEP-0252); null for any other session.</summary>
    public ScriptLimits? Script { get; init; }

    /// <summary>How long the first answer waits for the server's features.</summary>
    public required TimeSpan FeaturesTimeout { get; init; }

    /// <summary>How long a missing request is waited for.</summary>
    public required TimeSpan GapTimeout { get; init; }

    public required int MaxAnswerSize { get; init; }

    public required int MaxOutboundBuffer { get; init; }

    public required int MaxUpstreamBuffer { get; init; }

    /// <summary>The bytes that may wait for the server before the session ends.</summary>
    public required long MaxUpstreamQueue { get; init; }

    public required int MaxRepeats { get; init; }

    /// <summary>Agrees on the terms of a session.</summary>
    public static SessionTerms Negotiate(BodyElement request, BoshOptions options, Arrival? arrival = null)
    {
        TimeSpan wait = request.Wait is int seconds && seconds < options.MaxWait.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(Math.Floor(options.MaxWait.TotalSeconds));
        int hold = Math.Min(request.Hold ?? 1, options.MaxHold);
        bool isSecure = options.KeepSessionsSecure && arrival is { IsSecure: true };
        bool isPolling = hold == 0 || wait == TimeSpan.Zero;
        return new SessionTerms
        {
            Wait = wait,
            Hold = hold,
            Polling = options.Polling,

            // XEP-0124, Polling Sessions: higher than normal, by more than the polling interval.
            Inactivity = isPolling ? options.Inactivity + PollingIncrease(options.Polling) : options.Inactivity,
            MaxPause = options.MaxPause,
            UsesAcks = request.Ack == 1,
            MaxStreams = options.Limits.MaxStreams,
            Version = ProtocolVersion.Lower(request.Version ?? ProtocolVersion.Bosh, ProtocolVersion.Bosh),
            IsLegacy = request.Version is null,
            ContentType = AnswerType.Choose(request.Content, options.ContentTypes, arrival is { IsScript: true }),
            Script = arrival is { IsScript: true } ? ScriptOf(options.Limits) : null,
            IsSecure = isSecure,
            Certificate = isSecure ? arrival!.Certificate : null,
            FeaturesTimeout = options.FeaturesTimeout < wait ? options.FeaturesTimeout : wait,
            GapTimeout = options.GapTimeout,
            MaxAnswerSize = options.Limits.MaxAnswerSize,
            MaxOutboundBuffer = options.Limits.MaxOutboundBuffer,
            MaxUpstreamBuffer = options.Limits.MaxUpstreamBuffer,
            MaxUpstreamQueue = Math.Max((long)UpstreamQueueFactor * options.Limits.MaxUpstreamBuffer, (long)UpstreamBodies * options.Limits.MaxBodySize),
            MaxRepeats = options.Limits.MaxRepeats,
        };
    }

    private static ScriptLimits ScriptOf(BoshLimits limits)
        => new(new XmlLimits(limits.MaxDepth, limits.MaxAttributes), limits.MaxElements, limits.MaxBodySize);

    private static TimeSpan PollingIncrease(TimeSpan polling) => 2 * (polling > LeastPolling ? polling : LeastPolling);
}
