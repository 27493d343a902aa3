using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <content>XEP-0124, Broken Connections: requests that come again, and answers that did not get through.</content>
internal sealed partial class BoshSession
{
    /// <summary>XEP-0124, Broken Connections: the same answer again, or the place of the request that still waits.</summary>
    private HeldRequest AcceptRepeat(BodyElement body, TimeSpan now)
    {
        if (_held.Find(body.Rid) is HeldRequest held)
        {
            return Repeat(held, body, now, _held.Replace);
        }

        if (_log.Find(body.Rid) is not LoggedAnswer logged)
        {
            if (_end == SessionEnd.None && body.Rid < _firstKept)
            {
                // A copy that a proxy or a slow line brings late, when the client has long had the answer to another: it is nobody's any more.
                return HeldRequest.Answered(Answer.Terminal(Condition.ItemNotFound, Terms.IsLegacy));
            }

            return Refuse(SessionEnd.AnswerGone, now);
        }

        if (logged.IsMoot)
        {
            // A later request was told of the end, and of all that came before it: who takes answers in the order of rids must get that far.
            return HeldRequest.Answered(AnswerComposer.Empty(Ack(body.Rid)));
        }

        if (logged.Hash != body.Hash)
        {
            return Refuse(logged.Hash is null ? SessionEnd.AnswerGone : SessionEnd.InexactRepeat, now);
        }

        if (++logged.Repeats > Terms.MaxRepeats)
        {
            return Refuse(SessionEnd.TooManyRepeats, now);
        }

        var again = new HeldRequest(body.Rid, body.Hash, now) { Logged = logged };
        _replays.Find(body.Rid)?.Complete(AnswerComposer.Recoverable(Ack(body.Rid)));
        _replays.Add(again);
        _writing.Begin(again, now);
        logged.Writer = again;
        logged.WriteFailed = false;
        _missingRid = _missingRid == body.Rid ? 0 : _missingRid;
        return again;
    }

    private HeldRequest Repeat(HeldRequest old, BodyElement body, TimeSpan now, Action<HeldRequest, HeldRequest> replace)
    {
        if (old.Hash != body.Hash)
        {
            return Refuse(SessionEnd.InexactRepeat, now);
        }

        if (old.Repeats == Terms.MaxRepeats)
        {
            return Refuse(SessionEnd.TooManyRepeats, now);
        }

        HeldRequest repeat = old.Repeated(now);
        replace(old, repeat);
        old.Complete(AnswerComposer.Recoverable(Ack(old.Rid)));
        return repeat;
    }

    private void EndWriting(HeldRequest request, bool ok)
    {
        _writing.End(request);
        if (_log.Find(request.Rid) is LoggedAnswer logged && logged.Writer == request)
        {
            logged.Writer = null;
            logged.WriteFailed = !ok;
        }
    }
}
