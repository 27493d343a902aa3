using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// An HTTP request that waits for its answer. How it comes out is a value: an answer, or <see cref="Sessions.Answer.None"/> when its client
/// has gone. All but <see cref="Answer"/> is guarded by the session's lock.
/// </summary>
internal sealed class HeldRequest
{
    // The continuation writes to a socket: it must not run under the lock of whoever answers.
    private readonly TaskCompletionSource<Answer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldRequest(long rid, UInt128 hash, TimeSpan arrivedAt)
    {
        Rid = rid;
        Hash = hash;
        ArrivedAt = arrivedAt;
    }

    /// <summary>0 for a request that has no place in the session: it is answered, and that is all.</summary>
    public long Rid { get; }

    /// <summary>Tells an exact repeat from another request with the same rid.</summary>
    public UInt128 Hash { get; }

    public TimeSpan ArrivedAt { get; }

    /// <summary>What was sent, until it has been processed.</summary>
    public BodyElement? Body { get; set; }

    /// <summary>Whether it came before its turn.</summary>
    public bool CameEarly { get; init; }

    /// <summary>Whether its key was missing or wrong: whoever sent it gets nothing, even when the session has ended before.</summary>
    public bool HasWrongKey { get; set; }

    /// <summary>Whether it is to be answered for the sake of one after it (XEP-0124, The BOSH Technique).</summary>
    public bool MakesRoom { get; set; }

    /// <summary>What is to become of its wish for a further stream; null when it has none.</summary>
    public StreamOpening? Opening { get; set; }

    /// <summary>The stream that it asked for: its answer names it (XEP-0124, Adding Streams To A Session).</summary>
    public BoshStream? Opened { get; set; }

    /// <summary>Whether it closed a stream, and is answered at once (XEP-0124, Closing a Stream).</summary>
    public bool ClosesStream { get; set; }

    /// <summary>Whether it paused the session: its answer has no payload (XEP-0124, Inactivity).</summary>
    public bool IsPause { get; set; }

    /// <summary>How often its rid was repeated before it.</summary>
    public int Repeats { get; init; }

    /// <summary>The answer that its rid was given before, when that is to be given again.</summary>
    public LoggedAnswer? Logged { get; init; }

    /// <summary>
    /// Whether its client has gone before it was answered. Then its answer is owed: it gets no data, a repeat takes its place, and
    /// a newer request settles it as empty.
    /// </summary>
    public bool IsGone { get; private set; }

    /// <summary>The outcome.</summary>
    public Task<Answer> Answer => _answer.Task;

    /// <summary>The request that takes its place when it is repeated.</summary>
    public HeldRequest Repeated(TimeSpan now) => new(Rid, Hash, now)
    {
        Body = Body,
        CameEarly = CameEarly,
        MakesRoom = MakesRoom,
        HasWrongKey = HasWrongKey,
        Opened = Opened,
        Opening = Opening,
        ClosesStream = ClosesStream,
        IsPause = IsPause,
        Repeats = Repeats + 1,
    };

    /// <summary>A request that is answered already.</summary>
    public static HeldRequest Answered(Answer answer, long rid = 0)
    {
        var request = new HeldRequest(rid, default, default);
        request.Complete(answer);
        return request;
    }

    public void Complete(Answer answer) => _answer.TrySetResult(answer);

    public void Abandon()
    {
        IsGone = true;
        _answer.TrySetResult(Sessions.Answer.None);
    }
}
