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
    /// Forgets what has been confirmed: a client that sends a rid has the answer to the one that is <paramref name="requests"/> before it,
    /// or it would have had more requests with us than it may. One more is kept, so that the log holds as many answers as the client is told.
    /// </summary>
    public void Trim(long rid, int requests)
    {
        int kept = requests;
        foreach (LoggedAnswer answer in _answers)
        {
            kept += answer.IsPause ? 1 : 0;
        }

        while (_answers.Count > 0 && _answers[0].Rid < rid - kept)
        {
            _answers.RemoveAt(0);
        }
    }

    /// <summary>
    /// Takes the newest answer whose writing is known to have failed; it is an empty one from now on. Called when the client goes on without
    /// repeating: what was in it is to be given again.
    /// </summary>
    public bool TryTakeFailed(out Answer failed)
    {
        for (int i = _answers.Count - 1; i >= 0; i--)
        {
            LoggedAnswer logged = _answers[i];
            if (logged.WriteFailed && !logged.Answer.Payload.IsEmpty)
            {
                failed = logged.Answer;
                logged.Answer = Answer.Empty;
                logged.WriteFailed = false;
                return true;
            }
        }

        failed = Answer.None;
        return false;
    }
}
