namespace Bosh.AspNetCore.Sessions;

/// <summary>An answer that has been given, kept for a repeat of its request.</summary>
internal sealed class LoggedAnswer
{
    public required long Rid { get; init; }

    /// <summary>The hash of the request; null for one that never came and was skipped, which nothing repeats.</summary>
    public required UInt128? Hash { get; init; }

    /// <summary>Whether its request had not come when the session ended, and one after it had.</summary>
    public bool IsMoot { get; init; }

    public required Answer Answer { get; set; }

    /// <summary>The stream whose payloads it carried; null when it carried none.</summary>
    public BoshStream? Stream { get; init; }

    /// <summary>What it told about that stream.</summary>
    public StreamNotes Notes { get; set; }

    /// <summary>Whether there was anything in it when it was first given.</summary>
    public bool HadPayload { get; init; }

    /// <summary>When it was last given; null for one that never was, because its client had gone or its request never came.</summary>
    public TimeSpan? GivenAt { get; set; }

    /// <summary>The request that it is being written to: the outcome of the last writing alone counts. Null when that is over.</summary>
    public HeldRequest? Writer { get; set; }

    /// <summary>Whether the last writing is known to have failed.</summary>
    public bool WriteFailed { get; set; }

    /// <summary>Whether it tells something, and is known not to have got through: it is to be given again.</summary>
    public bool IsLost => WriteFailed && (!Answer.Payload.IsEmpty || Notes != StreamNotes.None);

    /// <summary>Answers to pauses do not count to the size of the log (XEP-0124, Broken Connections).</summary>
    public bool IsPause { get; init; }

    public int Repeats { get; set; }
}
