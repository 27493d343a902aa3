namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The answers that a client may not have got (XEP-0124, Broken Connections), in rid order: as many as the client may have requests with us.
/// </summary>
internal sealed class ResponseLog
{
    private readonly List<LoggedAnswer> _answers = [];

    public LoggedAnswer? Find(long rid) => _answers.Find(a => a.Rid == rid);

    public void Add(LoggedAnswer answer)
    {
        int index = _answers.FindIndex(a => a.Rid > answer.Rid);
        _answers.Insert(index < 0 ? _answers.Count : index, answer);
    }

    /// <summary>
    /// Forgets what has been confirmed: a client that sends a rid has the answer to the one that is <paramref name="requests"/> before it,
    /// or it would have had more requests with us than it may. One more is kept, so that the log holds as many answers as the client is told.
    /// </summary>
    public void Trim(long rid, int requests)
    {
        int pauses = _answers.Count(a => a.IsPause);
        _answers.RemoveAll(a => a.Rid < rid - requests - pauses);
    }

    /// <summary>
    /// Takes the answers whose writing is known to have failed, oldest first; each is an empty one from now on. Called when the client goes
    /// on without repeating: what was in them is to be given again.
    /// </summary>
    public IEnumerable<Answer> TakeFailed()
    {
        foreach (LoggedAnswer logged in _answers)
        {
            if (logged.WriteFailed && !logged.Answer.Payload.IsEmpty)
            {
                Answer failed = logged.Answer;
                logged.Answer = Answer.Empty;
                logged.WriteFailed = false;
                yield return failed;
            }
        }
    }
}
