namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What a session of the model is agreed to be. The limits are small, so that short examples meet them.</summary>
/// <param name="Hold">How many requests are held at most.</param>
/// <param name="Wait">How long a request is held at most, in seconds.</param>
internal sealed record Terms(int Hold, int Wait)
{
    public const int AnswerSize = 600;
    public const int OutboundMark = 1500;
    public const int UpstreamMark = 150;
    public const int UpstreamCap = 16 * UpstreamMark;
    public const int Repeats = 5;
    public const int LongestPause = 40;

    private const int Inactivity = 25;

    /// <summary>How much longer a client that polls may be away, when it may poll as often as it likes.</summary>
    private const int PollingIncrease = 2;

    /// <summary>How long a missing request is waited for, and how long when one behind it pauses or ends the session.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan FarewellGap = TimeSpan.FromSeconds(0.5);

    /// <summary>How long the writing of one answer may delay those after it.</summary>
    public static readonly TimeSpan WriteBound = TimeSpan.FromSeconds(2);

    /// <summary>How much before it is due an answer may be given.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);

    /// <summary>How long an ended session can say why.</summary>
    public static readonly TimeSpan Tombstone = TimeSpan.FromSeconds(60);

    /// <summary>How many requests the client may have with us.</summary>
    public int Requests => Hold + 1;

    public bool IsPolling => Hold == 0 || Wait == 0;

    public TimeSpan LongestWait => TimeSpan.FromSeconds(Wait);

    public TimeSpan InactivityPeriod => TimeSpan.FromSeconds(IsPolling ? Inactivity + PollingIncrease : Inactivity);

    public string Attributes => $"hold='{Hold}' wait='{Wait}'";

    public static void Configure(BoshOptions options)
    {
        options.Inactivity = TimeSpan.FromSeconds(Inactivity);
        options.Polling = TimeSpan.Zero;
        options.MaxPause = TimeSpan.FromSeconds(LongestPause);
        options.GapTimeout = Gap;
        options.Limits.MaxAnswerSize = AnswerSize;
        options.Limits.MaxOutboundBuffer = OutboundMark;
        options.Limits.MaxUpstreamBuffer = UpstreamMark;
        options.Limits.MaxBodySize = UpstreamMark;
        options.Limits.MaxRepeats = Repeats;
    }
}
