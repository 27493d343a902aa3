namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The answers that are being written. One of a later rid waits for those of earlier ones, repeats included, because clients take answers in
/// the order in which they arrive; but not for longer than a bound.
/// </summary>
internal sealed class WritingAnswers
{
    /// <summary>How long an answer that is being written may delay those after it.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The bytes that may be on their way to a client. One that takes its answers slowly, and asks for the next ones all the same, would have
    /// us keep any number of them.
    /// </summary>
    private const int MaxLength = 8 * 1024 * 1024;

    private readonly List<(HeldRequest Request, TimeSpan Since)> _writing = [];

    public bool IsEmpty => _writing.Count == 0;

    /// <summary>Whether so much is being written that no more should come.</summary>
    public bool AreTooMuch
    {
        get
        {
            long length = 0;
            foreach ((HeldRequest request, _) in _writing)
            {
                length += request.Answer.IsCompletedSuccessfully ? request.Answer.Result.Bytes.Length : 0;
            }

            return length > MaxLength;
        }
    }

    /// <summary>The writing of an answer begins. A client that repeats a request no longer listens to the answer before.</summary>
    public void Begin(HeldRequest request, TimeSpan now)
    {
        for (int i = _writing.Count - 1; i >= 0; i--)
        {
            if (_writing[i].Request.Rid == request.Rid)
            {
                _writing.RemoveAt(i);
            }
        }

        _writing.Add((request, now));
    }

    /// <summary>The writing of an answer is over, one way or the other.</summary>
    public void End(HeldRequest request)
    {
        for (int i = 0; i < _writing.Count; i++)
        {
            if (_writing[i].Request == request)
            {
                _writing.RemoveAt(i);
                return;
            }
        }
    }

    /// <summary>Until when the answer to a rid waits for those before it; null when it waits no longer.</summary>
    public TimeSpan? Delays(long rid, TimeSpan now)
    {
        TimeSpan? until = null;
        foreach ((HeldRequest request, TimeSpan since) in _writing)
        {
            if (request.Rid < rid && now - since < Bound && !(since + Bound < until))
            {
                until = since + Bound;
            }
        }

        return until;
    }
}
