namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The answers that a client may not have got (XEP-0124, Broken Connections), in rid order: as many as the client may have requests with us.
/// </summary>
internal sealed class ResponseLog
{
    private readonly List<LoggedAnswer> _answers = [];

    public LoggedAnswer? Find(long rid)
    {
        foreach (LoggedAnswer answer in _answers)
        {
            if (answer.Rid == rid)
            {
                return answer;
            }
        }

        return null;
    }

    public void Add(LoggedAnswer answer)
    {
        int index = _answers.Count;
        while (index > 0 && _answers[index - 1].Rid > answer.Rid)
        {
            index--;
        }

        _answers.Insert(index, answer);
    }

    /// <summary>
    /// The first rid that is kept when a rid comes: a client that sends it has the answer to the one that is <paramref name="requests"/> before
    /// it, or it would have had more requests with us than it may. One more is kept, so that the log holds as many answers as the client is told.
    /// </summary>
    public long FirstKept(long rid, int requests)
    {
        int pauses = 0;
        foreach (LoggedAnswer answer in _answers)
        {
            pauses += answer.IsPause ? 1 : 0;
        }

        return rid - requests - Math.Min(pauses, requests);
    }

    /// <summary>Forgets the answers before a rid.</summary>
    public void Trim(long firstKept)
    {
        while (_answers.Count > 0 && _answers[0].Rid < firstKept)
        {
            _answers.RemoveAt(0);
        }
    }

    /// <summary>The first rid that is kept when all together may not be larger than allowed: the newest is, whatever its size.</summary>
    public long FirstKept(int bytes)
    {
        long size = 0;
        for (int i = _answers.Count - 1; i >= 0; i--)
        {
            size += _answers[i].Answer.Bytes.Length;
            if (size > bytes)
            {
                return _answers[Math.Min(i + 1, _answers.Count - 1)].Rid;
            }
        }

        return 0;
    }

    /// <summary>
    /// Forgets the oldest answers as far as all together are larger than allowed; none that is to be given again or may have to be, because it
    /// is still being written.
    /// </summary>
    public void TrimBytes(int bytes)
    {
        long firstKept = FirstKept(bytes);
        if (firstKept > 0)
        {
            _answers.RemoveAll(a => a.Rid < firstKept && a is { IsLost: false, Writer: null });
        }
    }

    /// <summary>
    /// Finds the newest answer whose writing is known to have failed and that is to be given again. That is so when the client goes on without
    /// repeating, and the answers after it carried nothing of its stream, so that the order stays; or when it is about to be forgotten, so
    /// that nothing is lost.
    /// </summary>
    public LoggedAnswer? FindLost(long firstKept)
    {
        for (int i = _answers.Count - 1; i >= 0; i--)
        {
            if (_answers[i].IsLost && (_answers[i].Rid < firstKept || !IsOvertaken(i)))
            {
                return _answers[i];
            }
        }

        return null;
    }

    /// <summary>Finds the newest answer of a stream whose writing is known to have failed.</summary>
    public LoggedAnswer? FindLost(BoshStream stream) => _answers.FindLast(a => a.IsLost && a.Stream == stream);

    /// <summary>The rid of the oldest answer that is known not to have got through; null when there is none.</summary>
    public long? FirstLost => _answers.Find(a => a.IsLost)?.Rid;

    private bool IsOvertaken(int index)
    {
        BoshStream? stream = _answers[index].Stream;
        return _answers.FindIndex(index + 1, a => a.Stream == stream && !a.Answer.Payload.IsEmpty) >= 0;
    }
}
