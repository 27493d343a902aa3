namespace Bosh.AspNetCore.Sessions;

/// <content>Steps 4 and 5: when the oldest request is answered, and with what.</content>
internal sealed partial class BoshSession
{
    /// <summary>4: answers what must be answered, and says when to look again.</summary>
    private void Settle(TimeSpan now)
    {
        if (_end == SessionEnd.None && _stream.Link.QueuedBytes > (long)Terms.MaxUpstreamBuffer * UpstreamBufferFactor)
        {
            End(SessionEnd.ServerStalled, now);
        }

        while (_held.Oldest is HeldRequest oldest && !IsWriting(now) && MustAnswer(oldest, now))
        {
            GiveAnswer(oldest, now);
        }

        _stream.Link.SetReading(_stream.Outbound.Length < Terms.MaxOutboundBuffer || _end != SessionEnd.None);
        _timer.Arm(NextDeadline(now));
    }

    private bool MustAnswer(HeldRequest oldest, TimeSpan now)
    {
        if (_end != SessionEnd.None)
        {
            return true;
        }

        if (oldest.IsGone)
        {
            return false;
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

    /// <summary>5: every answer to a rid leaves through here, and is logged.</summary>
    private void GiveAnswer(HeldRequest request, TimeSpan now)
    {
        _held.Dequeue();
        if (request.IsGone)
        {
            return;
        }

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
        _writing = request;
        _writingSince = now;
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
        Restore();
        _stream.Outbound.Drain(elements => Undeliverable.WriteReplies(elements, _stream.Link));
    }
}
