using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// One stream of a session (XEP-0124, Multiple Streams): its connection to a server, and what waits to go down it. Passes on what happens
/// on the connection to the session, whose lock guards everything here.
/// </summary>
internal sealed class BoshStream : IUpstreamListener
{
    private readonly BoshSession _session;
    private readonly SessionClock _clock;

    /// <summary>Opens the stream.</summary>
    /// <param name="session">The session.</param>
    /// <param name="clock">The time at which events of the connection happen.</param>
    /// <param name="name">The name of the stream; null where a session has one stream only.</param>
    /// <param name="target">The server.</param>
    /// <param name="terms">What the client asks the stream to be.</param>
    /// <param name="upstream">Makes the connection.</param>
    public BoshStream(
        BoshSession session, SessionClock clock, string? name, UpstreamTarget target, StreamTerms terms, IUpstreamFactory upstream)
    {
        _session = session;
        _clock = clock;
        Name = name;
        Terms = terms;
        Management = new StreamManagement(target.StreamManagement);
        Link = upstream.Open(target, terms, this);
    }

    public IUpstreamLink Link { get; }

    /// <summary>What the client calls the stream; null where streams have no names.</summary>
    public string? Name { get; }

    /// <summary>What the client asked the stream to be.</summary>
    public StreamTerms Terms { get; private set; }

    /// <summary>What keeps the server's stanzas from being lost with us.</summary>
    public StreamManagement Management { get; }

    /// <summary>The elements that wait for a request.</summary>
    public OutboundBuffer Outbound { get; } = new();

    /// <summary>The server's header; null until it has come.</summary>
    public StreamHeader? Header { get; private set; }

    /// <summary>What the client has yet to be told.</summary>
    public StreamNotes Owes { get; set; }

    /// <summary>Why the stream ended; none while it is open.</summary>
    public SessionEnd End { get; private set; }

    public bool IsOpen => End == SessionEnd.None;

    /// <summary>Whether its end is told by its name, and not with the end of the session.</summary>
    public bool EndsAlone { get; private set; }

    /// <summary>Whether the client knows of the stream. It is told by the answer to the request that asked for it.</summary>
    public bool IsAnnounced { get; private set; }

    /// <summary>Whether there is something to tell without delay.</summary>
    public bool HasNews => !Outbound.IsEmpty || Owes.HasFlag(StreamNotes.End);

    /// <summary>Whether the server has ended the stream with an error, which is the last of the elements.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Sends the payloads of a request to the server, in the language of the request.</summary>
    public void Send(BodyElement body)
    {
        bool inherits = body.LangInsertions is { Count: > 0 } && !string.Equals(body.Lang, Terms.Lang, StringComparison.OrdinalIgnoreCase);
        bool enables = Management.Take(body);
        bool isKeptBack = !enables && Management.IsOurs;
        Link.Send(ClientPayload.Of(body, inherits ? body.Lang : null, enables, withManagement: !isKeptBack));
        if (isKeptBack && body.AsksForManagement)
        {
            Outbound.Append(StreamManagement.Failed);
        }
    }

    /// <summary>Restarts the stream on the same connection (XEP-0206, Authentication and Resource Binding).</summary>
    public void Restart(BodyElement body)
    {
        Terms = Terms.Restarted(body);
        Link.Restart(Terms);
    }

    /// <summary>Keeps the server's header for the next answer. A restarted stream tells the client nothing new.</summary>
    public void TakeHeader(StreamHeader header)
    {
        Owes |= Header is null ? StreamNotes.Header : StreamNotes.None;
        Header = header;
    }

    public void TakeElement(scoped in ServerElement element)
    {
        HasFailed |= element.Kind == ElementKind.StreamError;
        if (Management.Take(element, out int number))
        {
            Outbound.Append(element, number);
        }
    }

    /// <summary>The client is told of the stream, now or with the next answer that can.</summary>
    public void Announce()
    {
        IsAnnounced = true;
        Owes |= Name is null ? StreamNotes.None : StreamNotes.Name;
    }

    /// <summary>The client is told by name that the stream has ended (XEP-0124, Multiple Streams: Error Conditions).</summary>
    public void TellEnd()
    {
        EndsAlone = true;
        Owes |= StreamNotes.End;
    }

    /// <summary>An answer did not get through: what was in it is told again, and after it, if the stream has ended, that it has.</summary>
    public void TakeBack(LoggedAnswer lost)
    {
        Owes |= lost.Notes | (EndsAlone ? StreamNotes.End : StreamNotes.None);
        if (!lost.Answer.Payload.IsEmpty)
        {
            Management.TakenBack(lost.Rid);
            Outbound.Prepend(lost.Answer);
        }
    }

    /// <summary>Tells the server what it is to know of what the client has (XEP-0198).</summary>
    public void Acknowledge(bool isLast = false)
    {
        if (IsOpen && Management.TakeAck(isLast) is byte[] ack)
        {
            Link.Send(ack);
        }
    }

    /// <summary>
    /// What no client will fetch goes back to its senders while there is a way (XEP-0206, recipient-unavailable), but for what the server
    /// keeps and treats itself (XEP-0198).
    /// </summary>
    public void GiveUp()
    {
        Acknowledge(isLast: true);
        Outbound.Drain((elements, number) =>
        {
            if (IsOpen && !Management.LeavesToServer(number))
            {
                Undeliverable.WriteReplies(elements, Link);
            }
        });
    }

    /// <summary>
    /// Ends the stream. Sends nothing more; what is queued for the server still goes. A client that can go on with the stream elsewhere
    /// (XEP-0198, Resumption) is only taken off it, unless it has ended the session itself.
    /// </summary>
    public void Close(SessionEnd end)
    {
        if (!IsOpen)
        {
            return;
        }

        End = end;
        if (Management.IsResumable && end != SessionEnd.Terminated)
        {
            Link.Abandon();
        }
        else
        {
            Link.Close();
        }
    }

    /// <summary>Writes the attributes that the header brings (XEP-0124, Session Creation Response; XEP-0206).</summary>
    public void WriteHeaderAttributes(BodyWriter writer)
    {
        // A server that does not say who it is is taken for the one that was asked for.
        writer.Attribute("from"u8, Header!.From ?? Terms.To);
        if (Header.Id is not null)
        {
            writer.Attribute("authid"u8, Header.Id);
        }

        if (Header.Version is not null)
        {
            writer.Attribute("xmpp:version"u8, Header.Version);
        }
    }

    void IUpstreamListener.OnOpened(StreamHeader header) => _session.OnStreamOpened(this, header);

    void IUpstreamListener.OnElement(scoped in ServerElement element) => _session.OnElement(this, element);

    void IUpstreamListener.OnBatchEnd() => _session.OnBatchEnd(_clock.Now);

    void IUpstreamListener.OnDrained() => _session.OnBatchEnd(_clock.Now);

    void IUpstreamListener.OnClosed(UpstreamEnd end) => _session.OnStreamClosed(this, end, _clock.Now);
}
