namespace Bosh.AspNetCore.Sessions;

/// <content>Steps 4 and 5: when the oldest request is answered, and with what.</content>
internal sealed partial class BoshSession
{
    /// <summary>4: answers what must be answered, and says when to look again.</summary>
    private void Settle(TimeSpan now)
    {
        if (_end == SessionEnd.None && _stream.Link.QueuedBytes > Terms.MaxUpstreamQueue)
        {
            End(SessionEnd.ServerStalled, now);
        }

        while (_replays.Oldest is HeldRequest replay && _writing.Delays(replay.Rid, now) is null)
        {
            GiveAgain(replay, now);
        }

        while (_held.Oldest is HeldRequest oldest)
        {
            if (oldest.IsGone && oldest.Rid < _window.Next - 1)
            {
                SettleOwed(oldest);
            }
            else if (_writing.Delays(oldest.Rid, now) is null && MustAnswer(oldest, now))
            {
                GiveAnswer(oldest, now);
            }
            else
            {
                break;
            }
        }

        _stream.Link.SetReading(_stream.Outbound.Length < Terms.MaxOutboundBuffer || _end != SessionEnd.None);
        _timer.Arm(NextDeadline(now));
    }

    private bool MustAnswer(HeldRequest oldest, TimeSpan now)
    {
        // What is owed stays owed, after the end too: a repeat takes its place, and is told.
        if (oldest.IsGone)
        {
            return false;
        }

        if (_end != SessionEnd.None)
        {
            return true;
        }

        if (now >= AnswerAt(oldest))
        {
            return true;
        }

        if (oldest.Rid == _firstRid)
        {
            // Servers from before XMPP 1.0 send no features.
            return !_stream.Outbound.IsEmpty || _stream.Header is { Version: null };
        }

        bool mayBeEmpty = Terms.IsPolling || _window.EarlyCount > 0 || _held.LiveCount > Terms.Hold;
        return !_stream.Outbound.IsEmpty || (_pause is not null && oldest.Rid <= _pauseRid) || (mayBeEmpty && !IsServerSlow);
    }

    /// <summary>A request whose client has gone, and that a newer one has followed, is settled: a repeat will find an empty answer.</summary>
    private void SettleOwed(HeldRequest gone)
    {
        _held.Dequeue();
        _log.Add(new LoggedAnswer { Rid = gone.Rid, Hash = gone.Hash, Answer = Answer.Empty, Repeats = gone.Repeats });
    }

    private void GiveAgain(HeldRequest replay, TimeSpan now)
    {
        _replays.Remove(replay);
        _writing.Begin(replay, now);
        replay.Complete(_log.Find(replay.Rid)?.Answer ?? Answer.Terminal(Protocol.Condition.ItemNotFound, Terms.IsLegacy));
    }

    /// <summary>5: every answer to a rid leaves through here, and is logged.</summary>
    private void GiveAnswer(HeldRequest request, TimeSpan now)
    {
        _held.Dequeue();

        // What is known not to have got through goes before what came after it, whoever carries it.
        Restore(firstKept: 0);
        bool isPause = _pause is not null && request.Rid == _pauseRid;
        Answer answer = Compose(request, isPause);
        _log.Add(new LoggedAnswer
        {
            Rid = request.Rid,
            Hash = request.Hash,
            Answer = answer,
            Writer = request,
            IsPause = isPause,
            Repeats = request.Repeats,
        });
        _log.TrimBytes(Terms.MaxOutboundBuffer);
        _writing.Begin(request, now);
        _lastContact = now;
        request.Complete(answer);
    }

    private Answer Compose(HeldRequest request, bool isPause)
    {
        if (_end == SessionEnd.None)
        {
            return request.Rid == _firstRid
                ? AnswerComposer.Creation(Id, Terms, _stream)
                : AnswerComposer.Next(_stream, Terms, withPayload: !isPause);
        }

        int size = _stream.Outbound.Measure(Terms.MaxAnswerSize, out bool needsStreams);
        if (size < _stream.Outbound.Measure(int.MaxValue, out _))
        {
            return AnswerComposer.Next(_stream, Terms, withPayload: true);
        }

        // XEP-0124, Terminating the BOSH Session: the oldest request is told, the others get an empty answer. Errors are told to all.
        if (_end == SessionEnd.Terminated && _endIsTold && request.Rid <= _endRid)
        {
            return Answer.Empty;
        }

        _endIsTold = true;
        return AnswerComposer.Terminal(_stream, Terms, _end.Condition(), size, needsStreams);
    }

    /// <summary>What no client will fetch goes back to its senders, while there is a way (XEP-0206, recipient-unavailable).</summary>
    private void Bounce()
    {
        Restore(firstKept: long.MaxValue);
        _stream.Outbound.Drain(elements => Undeliverable.WriteReplies(elements, _stream.Link));
    }
}
