using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <content>Steps 4 and 5: when the oldest request is answered, and with what.</content>
internal sealed partial class BoshSession
{
    /// <summary>Whether the session has ended, and there is nothing to be given any more, in order or not.</summary>
    private bool IsNothingLeft => _end != SessionEnd.None && _end.LeavesServer();

    /// <summary>4: answers what must be answered, and says when to look again.</summary>
    private void Settle(TimeSpan now)
    {
        EndFailedStreams(now);
        if (_held.CanCarry)
        {
            // The client has gone on: what is known not to have got through goes before what came after it; at the end all of it does.
            Restore(_end == SessionEnd.None ? _log.FirstKept(bytes: Terms.MaxOutboundBuffer) : long.MaxValue);
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

        bool hasRoom = (_streams.OutboundLength < Terms.MaxOutboundBuffer && !_writing.AreTooMuch) || _end != SessionEnd.None;
        foreach (BoshStream stream in _streams.All)
        {
            stream.Acknowledge();
            stream.Link.SetReading(hasRoom || !stream.IsOpen);
        }

        _timer.Arm(NextDeadline(now));
    }

    private void EndFailedStreams(TimeSpan now)
    {
        foreach (BoshStream stream in _streams.All)
        {
            // Whoever comes first after a stream error is told with the end that it is.
            if (stream.HasFailed)
            {
                EndStream(stream, SessionEnd.StreamError, now);
            }
            else if (stream.IsOpen && stream.Link.QueuedBytes > Terms.MaxUpstreamQueue)
            {
                EndStream(stream, SessionEnd.ServerStalled, now);
            }
        }
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

        if (_streams.WithNews() is not null || oldest.ClosesStream || oldest.Opening is { Target: null } || oldest.Opened is { HasNews: true })
        {
            return true;
        }

        if (oldest.Rid == _firstRid)
        {
            // Servers from before XMPP 1.0 send no features.
            return _streams.All[0].Header is { Version: null };
        }

        // A client that sends more than it may is not slowed by waiting, and would have us hold any number of requests.
        bool mayWait = IsServerSlow && _held.LiveCount <= Terms.Requests + 1;
        bool isOneTooMany = _held.LiveCount > Terms.Hold || oldest.MakesRoom;
        bool mayBeEmpty = Terms.IsPolling || _window.EarlyCount > 0 || isOneTooMany || oldest.Opened is { Header.Version: null };
        return oldest.Rid <= _pauseRid || (mayBeEmpty && !mayWait);
    }

    /// <summary>A request whose client has gone, and that a newer one has followed, is settled: a repeat will find an empty answer.</summary>
    private void SettleOwed(HeldRequest gone)
    {
        _held.Dequeue();
        gone.Opened?.Announce();
        _log.Add(new LoggedAnswer
        {
            Rid = gone.Rid,
            Hash = gone.Hash,
            Answer = AnswerComposer.Empty(Ack(gone.Rid)),
            Repeats = gone.Repeats,
        });
    }

    private void GiveAgain(HeldRequest replay, TimeSpan now)
    {
        _replays.Remove(replay);
        _writing.Begin(replay, now);
        replay.Logged!.GivenAt = now;
        replay.Complete(replay.Logged.Answer);
    }

    /// <summary>5: every answer to a rid leaves through here, and is logged.</summary>
    private void GiveAnswer(HeldRequest request, TimeSpan now)
    {
        _held.Dequeue();
        request.Opened?.Announce();
        BoshStream? stream = StreamFor(request);
        StreamNotes owed = stream?.Owes ?? StreamNotes.None;
        Answer answer = Compose(request, stream, now);
        StreamNotes told = stream is null ? StreamNotes.None : owed & ~stream.Owes;
        _log.Add(new LoggedAnswer
        {
            Rid = request.Rid,
            Hash = request.Hash,
            Answer = answer,
            Stream = stream,
            Notes = told,
            HadPayload = !answer.Payload.IsEmpty || told != StreamNotes.None,
            GivenAt = now,
            Writer = request,
            IsPause = request.IsPause,
            Repeats = request.Repeats,
        });
        if (stream is not null)
        {
            if (answer.Runs.Length > 0)
            {
                stream.Management.Given(request.Rid, answer.Runs);
            }

            _streams.Served(stream);
        }

        _log.TrimBytes(Terms.MaxOutboundBuffer);
        _writing.Begin(request, now);
        _lastContact = now;
        request.Complete(answer);
    }

    /// <summary>The stream that the answer to a request tells of. After the end that is what streams have left, whatever was asked for.</summary>
    private BoshStream? StreamFor(HeldRequest request)
        => request.HasWrongKey ? null
            : _end == SessionEnd.None && request.Opened is not null ? request.Opened
            : _end == SessionEnd.None && request.Rid == _firstRid ? _streams.All[0]
            : _streams.WithNews() ?? _streams.Owing();

    private Answer Compose(HeldRequest request, BoshStream? stream, TimeSpan now)
    {
        if (request.HasWrongKey)
        {
            return Answer.Terminal(Condition.ItemNotFound, Terms.IsLegacy);
        }

        AnswerNotes notes = TakeNotes(request, now);
        if (_end != SessionEnd.None && !GoesOn(stream) && !request.IsPause)
        {
            return ComposeEnd(request, stream, notes);
        }

        return _end == SessionEnd.None && request.Rid == _firstRid ? AnswerComposer.Creation(Id, Terms, stream!, request.Rid)
            : _end == SessionEnd.None && request.Opening is { Target: null } refused ? AnswerComposer.Refused(refused, notes)
            : stream is null || (request.IsPause && stream.Owes == StreamNotes.None) ? AnswerComposer.Empty(notes)
            : AnswerComposer.OfStream(stream, Terms, notes, _streams.AreNamed, withPayload: !request.IsPause);
    }

    /// <summary>Whether an ended session has more to tell than goes into its last answer, or things that must not stand in it.</summary>
    private bool GoesOn(BoshStream? stream)
        => stream is { HasNews: true }
            && (_streams.AreNamed || stream.Outbound.Measure(Terms.MaxAnswerSize, out _) < stream.Outbound.Measure(int.MaxValue, out _));

    private Answer ComposeEnd(HeldRequest request, BoshStream? stream, AnswerNotes notes)
    {
        bool wasThere = request.Rid <= _endRid;

        // XEP-0124, Terminating the BOSH Session: the oldest request is told, the others get an empty answer. Errors are told to all.
        if (_end == SessionEnd.Terminated && _endIsTold && wasThere && stream is not { HasNews: true })
        {
            return AnswerComposer.Empty(notes);
        }

        _endIsTold = true;
        Condition condition = _end.IsOfRequest() && wasThere && request.Rid != _endCause ? Condition.OtherRequest : _end.Condition();
        return AnswerComposer.Terminal(stream, Terms, condition, notes);
    }
}
