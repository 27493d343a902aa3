using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>XEP-0124, Multiple Streams: how streams begin and end, and what of a request goes to which.</content>
internal sealed partial class Specification
{
    /// <summary>All that there have been, in the order in which they were opened.</summary>
    private readonly List<ServerStream> _streams = [];

    /// <summary>Whether there has been more than one: then answers say which stream their payloads are of.</summary>
    private bool AreNamed => _streams.Count > 1;

    /// <summary>Whether what comes from a server is still for the client: it has not closed the stream.</summary>
    public bool IsWanted(int stream) => _streams[stream].IsOpen || !LeavesServer(_streams[stream].Ended);

    /// <summary>A server has sent its header.</summary>
    public void Open(int stream, bool isOld)
    {
        ServerStream opened = _streams[stream];
        string version = isOld ? "" : " xmpp:version='1.0'";
        opened.Header = $" from='example.com' authid='s1'{version} xmlns:xmpp='urn:xmpp:xbosh'";
        opened.IsOld = isOld;
        if (opened.IsOpen)
        {
            opened.Owes |= Told.Header;
        }
        else
        {
            // Of a stream that has ended nobody needs to know.
            opened.MayOwe |= Told.Header;
        }
    }

    /// <summary>A server sends an element. The session looks at it at its next opportunity.</summary>
    /// <returns>Whether it is the session's: after the end of the stream it is not.</returns>
    public bool Deliver(int stream, Stanza stanza)
    {
        ServerStream sender = _streams[stream];
        if (!sender.IsOpen)
        {
            return false;
        }

        sender.Outbox.Add(stanza.Parcel);
        sender.HasFailed |= stanza.Parcel.IsStreamError;
        return true;
    }

    /// <summary>The connection to a server is gone.</summary>
    public void Lose(int stream, SessionEnd reason)
    {
        _now = _harness.Now;
        EndStream(_streams[stream], reason);
    }

    private ServerStream AddStream()
    {
        int index = _streams.Count;
        string? name = _terms.NamesStreams ? _harness.NameOf(index) : null;
        if (name is not null)
        {
            Assert.Matches("^[0-9a-f]{32}$", name);
            Assert.DoesNotContain(_streams, s => s.IsCalled(name));
            Assert.NotEqual(_harness.Session.Id.ToText(), name, StringComparer.Ordinal);
        }

        var stream = new ServerStream(_harness.LinkOf(index), name);
        _streams.Add(stream);
        return stream;
    }

    private bool AsksForStream(Request request) => _terms.NamesStreams
        && request is { To: not null, Stream: null, Payload: "", IsRestart: false, IsFarewell: false };

    /// <summary>XEP-0124, Transmitting Payloads: to the stream that is named, or to all that are open.</summary>
    private void Forward(Exchange exchange)
    {
        Request request = exchange.Request;
        bool doesSomething = request.Payload.Length > 0 || request.IsTerminate || request.IsRestart;
        string? name = _terms.NamesStreams && doesSomething ? request.Stream : null;
        List<ServerStream> meant = [.. _streams.Where(s => name is null || s.IsCalled(name))];
        if (meant.Count == 0)
        {
            EndBy(exchange, SessionEnd.UnknownStream);
            return;
        }

        if (AsksForStream(request))
        {
            OpenFurther(exchange);
        }

        foreach (ServerStream stream in meant.Where(s => s.IsOpen))
        {
            if (!request.IsRestart)
            {
                stream.Send(request.Payload);
            }
            else if (stream.Header is not null)
            {
                stream.Restart();
            }
        }

        if (!request.IsTerminate)
        {
            return;
        }

        if (name is null)
        {
            End(SessionEnd.Terminated);
        }
        else
        {
            exchange.ClosesStream = true;
            EndStream(meant[0], SessionEnd.Terminated);
        }
    }

    /// <summary>XEP-0124, Adding Streams To A Session.</summary>
    private void OpenFurther(Exchange exchange)
    {
        bool wasOpened = _harness.StreamCount > _streams.Count;
        if (_streams.Count(s => s.IsOpen) >= _terms.Streams || IsFullOfEnds(certainly: true) || (IsFullOfEnds(certainly: false) && !wasOpened))
        {
            exchange.Refusal = "policy-violation";
        }
        else if (exchange.Request.To is not "example.com")
        {
            exchange.Refusal = exchange.Request.To is "" ? "improper-addressing" : "host-unknown";
        }
        else
        {
            exchange.Opened = AddStream();
        }
    }

    /// <summary>Whether the client has not heard the ends of as many streams as it may have.</summary>
    private bool IsFullOfEnds(bool certainly)
        => _streams.Count(s => s.IsOpen || s.HasNews || (!certainly && (s.MayHaveNews || Lost.Any(e => e.Stream == s)))) >= 2 * _terms.Streams;

    private void EndFailedStreams()
    {
        foreach (ServerStream stream in _streams.Where(s => s.IsOpen).ToList())
        {
            if (stream.HasFailed)
            {
                EndStream(stream, SessionEnd.StreamError);
            }
            else if (stream.Queued > Terms.UpstreamCap)
            {
                EndStream(stream, SessionEnd.ServerStalled);
            }
        }
    }

    /// <summary>
    /// XEP-0124, Closing a Stream, and Error Conditions: the session goes on without it, unless it was the last one. Then it is told by its name only
    /// when there is an error to be told with it.
    /// </summary>
    private void EndStream(ServerStream stream, SessionEnd reason)
    {
        if (!stream.IsOpen)
        {
            return;
        }

        bool isLast = _streams.Count(s => s.IsOpen) == 1;
        if (!isLast || (AreNamed && stream is { HasFailed: true, Outbox.Count: > 0 }))
        {
            stream.TellEnd();
        }

        if (isLast)
        {
            End(reason, isLastStream: true);
            return;
        }

        if (LeavesServer(reason))
        {
            Bounce(stream);
        }

        stream.Close(reason);
    }

    /// <summary>Invariant 9: the senders of what was not delivered are told, each once.</summary>
    private void Bounce(ServerStream stream)
    {
        BringBack(stream);
        foreach (Exchange exchange in _recent.Where(e => e.Stream == stream && e.IsLost && !e.IsGivenAgain).ToList())
        {
            if (exchange.Carried is Parcel parcel)
            {
                stream.BounceStray(parcel, mustBe: !exchange.IsConfirmed);
            }

            SetEmpty(exchange);
        }

        stream.Bounce();
    }
}
