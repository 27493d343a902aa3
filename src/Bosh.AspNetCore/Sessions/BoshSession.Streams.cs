using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Sessions;

/// <content>XEP-0124, Multiple Streams: what goes to which server, and how streams begin and end.</content>
internal sealed partial class BoshSession
{
    private bool MayNameStreams => Terms.MaxStreams > 1;

    private BoshStream Open(UpstreamTarget target, BodyElement body)
    {
        string? name = MayNameStreams ? SessionId.Create().ToText() : null;
        return new BoshStream(this, _clock, name, target, StreamTerms.Of(body, target.Domain), _upstream);
    }

    /// <summary>Sends what is in a request to the server that it is for, or does with the streams what it asks for.</summary>
    private void Forward(HeldRequest request, BodyElement body, TimeSpan now)
    {
        BoshStream? only = null;
        if (MayNameStreams && body.Stream is string name && (body.ElementCount > 0 || body.IsTerminate || body.IsRestart))
        {
            only = _streams.Find(name);
            if (only is null && !_streams.IsPast(name))
            {
                EndBy(request.Rid, SessionEnd.UnknownStream, now);
            }

            // What is sent to a stream that has just ended is nobody's; to close it is done.
            if (only is not { IsOpen: true })
            {
                request.ClosesStream = body.IsTerminate;
                return;
            }
        }

        if (request.Opening is StreamOpening opening && MayNameStreams)
        {
            OpenFurther(request, body, opening);
        }
        else if (only is not null)
        {
            Forward(only, body);
        }
        else
        {
            foreach (BoshStream stream in _streams.All)
            {
                Forward(stream, body);
            }
        }

        if (body.IsTerminate)
        {
            Terminate(request, only, now);
        }
    }

    private static void Forward(BoshStream stream, BodyElement body)
    {
        if (!stream.IsOpen)
        {
            return;
        }

        if (!body.IsRestart)
        {
            stream.Send(body);
        }
        else if (stream.Header is not null)
        {
            // XEP-0206: payloads of a restart are ignored.
            stream.Restart(body);
        }
    }

    /// <summary>XEP-0124, Adding Streams To A Session.</summary>
    private void OpenFurther(HeldRequest request, BodyElement body, StreamOpening opening)
    {
        if (_streams.IsFull(Terms.MaxStreams))
        {
            request.Opening = StreamOpening.Refused(Condition.PolicyViolation);
        }
        else if (opening.Target is not null)
        {
            request.Opened = Open(opening.Target, body);
            _streams.Add(request.Opened);
        }
    }

    /// <summary>XEP-0124, Closing a Stream; Terminating the BOSH Session.</summary>
    private void Terminate(HeldRequest request, BoshStream? only, TimeSpan now)
    {
        if (only is null)
        {
            End(SessionEnd.Terminated, now);
            return;
        }

        request.ClosesStream = true;
        EndStream(only, SessionEnd.Terminated, now);
    }

    /// <summary>Ends a stream; and the session, when it was the last one.</summary>
    private void EndStream(BoshStream stream, SessionEnd end, TimeSpan now)
    {
        if (!stream.IsOpen)
        {
            return;
        }

        // The last one is told apart from the end of the session only when its error is to be told with it: that belongs to its name.
        bool isLast = _streams.OpenCount == 1;
        if (!isLast || (_streams.AreNamed && stream.HasFailed && !stream.Outbound.IsEmpty))
        {
            stream.TellEnd();
        }

        if (isLast)
        {
            End(end, now, isLastStream: true);
            return;
        }

        if (end.LeavesServer())
        {
            while (_log.FindLost(stream) is LoggedAnswer lost)
            {
                TakeBack(lost);
            }

            stream.GiveUp();
        }

        stream.Close(end);
    }

    /// <summary>The client goes on without repeating requests whose answers it did not get: what was in them goes into the next answer.</summary>
    private void Restore(long firstKept)
    {
        while (_log.FindLost(firstKept) is LoggedAnswer lost)
        {
            TakeBack(lost);
        }
    }

    /// <summary>What was in an answer that did not get through is given again; a repeat of its request finds an empty one from now on.</summary>
    private void TakeBack(LoggedAnswer lost)
    {
        lost.Stream!.TakeBack(lost);
        lost.Answer = AnswerComposer.Empty(Ack(lost.Rid));
        lost.Notes = StreamNotes.None;
        lost.WriteFailed = false;
        _streams.Recall(lost.Stream);
    }
}
