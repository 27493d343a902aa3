namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>What has become of one rid: its request, and its answer.</summary>
internal sealed class Exchange(Copy first)
{
    /// <summary>The request, as it came first: a repeat must be the same.</summary>
    public Request Request { get; } = first.Request;

    public long Rid => Request.Rid;

    /// <summary>The sending that came last: who is to be answered.</summary>
    public Copy Current { get; set; } = first;

    public int Repeats { get; set; }

    /// <summary>Whether it came before its turn.</summary>
    public bool CameEarly { get; init; }

    /// <summary>Whether it had not the key that was due.</summary>
    public bool HasWrongKey { get; set; }

    /// <summary>Whether one came after it that brought something, while no more waited than may.</summary>
    public bool MakesRoom { get; set; }

    /// <summary>The stream that it opened.</summary>
    public ServerStream? Opened { get; set; }

    /// <summary>Why there is no stream though it asked for one.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether it closed a stream.</summary>
    public bool ClosesStream { get; set; }

    /// <summary>What a repeat is answered with; null while the rid has not been answered.</summary>
    public string? Answer { get; set; }

    /// <summary>When an answer was last given.</summary>
    public TimeSpan? GivenAt { get; set; }

    /// <summary>The stream that the answer tells of.</summary>
    public ServerStream? Stream { get; set; }

    /// <summary>What the answer carries from the server.</summary>
    public Parcel? Carried { get; set; }

    /// <summary>What it tells besides.</summary>
    public Told Told { get; set; }

    /// <summary>Whether the answer tells anything that must not be lost.</summary>
    public bool Tells => Carried is not null || Told != Told.Nothing;

    /// <summary>Whether it did when it was first given.</summary>
    public bool HasTold { get; set; }

    /// <summary>Whether it paused the session.</summary>
    public bool IsPause { get; set; }

    /// <summary>Whether it did, and its answer was in the log, where it does not count, before the next request came.</summary>
    public bool IsNotCounted { get; set; }

    /// <summary>Whether the last writing of its answer is known to have failed.</summary>
    public bool IsLost { get; set; }

    /// <summary>
    /// Whether it is lost and a later answer that carried something may not be: then it is given again some time, but not in its order.
    /// </summary>
    public bool IsAdrift { get; set; }

    /// <summary>What it tells besides, when it is adrift: somebody else may tell it.</summary>
    public Told ToldAdrift { get; set; }

    /// <summary>Whether the client had confirmed it before it was lost: then it need not be given again.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>Whether a repeat waits for it.</summary>
    public bool IsGivenAgain => Current is { IsReplay: true, IsWaiting: true };

    /// <summary>Whether it may have been forgotten because the answers after it are large.</summary>
    public bool MayBeTrimmed { get; set; }
}
