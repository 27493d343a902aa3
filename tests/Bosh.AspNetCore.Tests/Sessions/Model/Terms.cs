using System.Globalization;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What a session of the model is agreed to be. The limits are small, so that short examples meet them.</summary>
/// <param name="Hold">How many requests are held at most.</param>
/// <param name="Wait">How long a request is held at most, in seconds.</param>
/// <param name="Polling">How long the client waits between empty requests, in seconds; 0 when it need not.</param>
/// <param name="Streams">How many streams may be open.</param>
/// <param name="Acks">What the client makes of acknowledgements.</param>
/// <param name="Keys">How the client makes its keys.</param>
internal sealed record Terms(int Hold, int Wait, int Polling, int Streams, AckStyle Acks, KeyStyle Keys)
{
    public const int AnswerSize = 600;
    public const int OutboundMark = 1500;
    public const int UpstreamMark = 150;
    public const int UpstreamCap = 16 * UpstreamMark;
    public const int Repeats = 5;
    public const int LongestPause = 40;

    private const int Inactivity = 25;

    /// <summary>How long a missing request is waited for, and how long when one behind it pauses or ends the session.</summary>
    public static readonly TimeSpan Gap = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan FarewellGap = TimeSpan.FromSeconds(0.5);

    /// <summary>How long the writing of one answer may delay those after it.</summary>
    public static readonly TimeSpan WriteBound = TimeSpan.FromSeconds(2);

    /// <summary>How much before it is due an answer may be given.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.5);

    /// <summary>How long an ended session can say why.</summary>
    public static readonly TimeSpan Tombstone = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Features = TimeSpan.FromSeconds(4);

    /// <summary>How many requests the client may have with us.</summary>
    public int Requests => Hold + 1;

    public bool IsPolling => Hold == 0 || Wait == 0;

    public TimeSpan LongestWait => TimeSpan.FromSeconds(Wait);

    /// <summary>How long a request for a stream waits for the server's features.</summary>
    public TimeSpan FeaturesWait => Features < LongestWait ? Features : LongestWait;

    public TimeSpan PollingInterval => TimeSpan.FromSeconds(Polling);

    /// <summary>A client that polls may be away for longer, by twice the interval: of a second, when it may poll as often as it likes.</summary>
    public TimeSpan InactivityPeriod => TimeSpan.FromSeconds(IsPolling ? Inactivity + (2 * Math.Max(Polling, 1)) : Inactivity);

    public bool UsesAcks => Acks is AckStyle.Truthful or AckStyle.Never or AckStyle.First;

    /// <summary>Whether there may be several streams: then they have names.</summary>
    public bool NamesStreams => Streams > 1;

    public string Attributes => $"hold='{Hold}' wait='{Wait}'" + (Acks == AckStyle.None ? "" : UsesAcks ? " ack='1'" : " ack='0'");

    public override string ToString() => $"hold {Hold}, wait {Wait}, polling {Polling}, streams {Streams}, acks {Acks}, keys {Keys}";

    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    public static Terms Parse(string text)
    {
        string[] values = [.. text.Split(", ").Select(t => t.Split(' ')[1])];
        int[] numbers = [.. values[..4].Select(v => int.Parse(v, CultureInfo.InvariantCulture))];
        return new Terms(numbers[0], numbers[1], numbers[2], numbers[3], Enum.Parse<AckStyle>(values[4]), Enum.Parse<KeyStyle>(values[5]));
    }

    /// <summary>Terms with less in them.</summary>
    public IEnumerable<Terms> Shrink()
        => new[] { this with { Keys = KeyStyle.None }, this with { Acks = AckStyle.None }, this with { Polling = 0 }, this with { Streams = 1 } }.Where(t => t != this);

    public void Configure(BoshOptions options)
    {
        options.Inactivity = TimeSpan.FromSeconds(Inactivity);
        options.Polling = PollingInterval;
        options.MaxPause = TimeSpan.FromSeconds(LongestPause);
        options.GapTimeout = Gap;
        options.FeaturesTimeout = Features;
        options.Limits.MaxStreams = Streams;
        options.Limits.MaxAnswerSize = AnswerSize;
        options.Limits.MaxOutboundBuffer = OutboundMark;
        options.Limits.MaxUpstreamBuffer = UpstreamMark;
        options.Limits.MaxBodySize = UpstreamMark;
        options.Limits.MaxRepeats = Repeats;
    }
}
