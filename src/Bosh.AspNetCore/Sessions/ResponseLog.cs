using System.Diagnostics.CodeAnalysis;

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

    /// <summary>
    /// Forgets the oldest answers while all together are larger than allowed; never the newest, nor one that is to be given again or may have
    /// to be, because it is still being written.
    /// </summary>
    public void TrimBytes(int limit)
    {
        long size = 0;
        foreach (LoggedAnswer answer in _answers)
        {
            size += answer.Answer.Bytes.Length;
        }

        while (size > limit && _answers.Count > 1 && _answers[0] is { IsLost: false, Writer: null })
        {
            size -= _answers[0].Answer.Bytes.Length;
            _answers.RemoveAt(0);
        }
    }

    /// <summary>
    /// Takes the newest answer whose writing is known to have failed and that is to be given again; it is an empty one from now on. That is so
    /// when the client goes on without repeating, and the answers after it carried nothing, so that the order stays; or when it is about
    /// to be forgotten, so that nothing is lost.
    /// </summary>
    public bool TryTakeFailed(long firstKept, [NotNullWhen(true)] out LoggedAnswer? failed, out Answer answer)
    {
        bool isOvertaken = false;
        for (int i = _answers.Count - 1; i >= 0; i--)
        {
            LoggedAnswer logged = _answers[i];
            if (logged.IsLost && (!isOvertaken || logged.Rid < firstKept))
            {
                failed = logged;
                answer = logged.Answer;
                logged.Answer = Answer.Empty;
                logged.WriteFailed = false;
                return true;
            }

            isOvertaken |= !logged.Answer.Payload.IsEmpty;
        }

        failed = null;
        answer = Answer.None;
        return false;
    }
}
