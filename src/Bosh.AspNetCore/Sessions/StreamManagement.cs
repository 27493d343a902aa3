using System.Globalization;
using System.Text;
using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// Stream management (XEP-0198) between us and the server of one stream, which the client does not see: the server keeps what it has sent until
/// the client has confirmed it, and treats it as it treats what nobody fetched when the session ends without that.
/// <code>
///                 features      first message      its answer
///  None ──────────► Offered ──────────► Asked ──────────► Ours
///    └───────────────┴── the client asks for it itself ──► Clients
/// </code>
/// We ask for it just before the first message or presence of the client: by then a client that wants it for itself has asked, and it is the
/// presence that brings messages. Clients that come later are told that it is too late: a second wish would end the stream.
/// </summary>
internal sealed class StreamManagement
{
    /// <summary>
    /// How many stanzas are left in the server's care. Servers keep some hundreds (Prosody 500), and forget the oldest or end the stream when
    /// there are more: so the oldest are acknowledged beyond that, and are ours to send back if the client does not fetch them.
    /// </summary>
    public const int MaxUnacknowledged = 400;

    private readonly bool _isAllowed;
    private Mode _mode;

    /// <summary>How many have come. Each has its number, from 1 on.</summary>
    private int _received;

    /// <summary>What the server was told last.</summary>
    private int _told;

    /// <summary>How many had come when the server asked last, and whether it has an answer to that.</summary>
    private int _askedAt;
    private bool _isAsked;

    /// <summary>The answers that carried stanzas and that the client has not confirmed; null while there are none.</summary>
    private List<(long Rid, StanzaRun[] Runs)>? _unconfirmed;

    /// <summary>Which of them the client has confirmed; null before it began, when nothing is counted.</summary>
    private ConfirmedStanzas? _confirmed;

    /// <param name="isAllowed">Whether we may ask for it. A client may in any case.</param>
    public StreamManagement(bool isAllowed)
    {
        _isAllowed = isAllowed;
    }

    private enum Mode : byte
    {
        None,
        Offered,
        Asked,
        Ours,
        Clients,
    }

    /// <summary>What asks the server for it.</summary>
    public static ReadOnlySpan<byte> Enable => "<enable xmlns='urn:xmpp:sm:3'/>"u8;

    /// <summary>What a client is told that asks for it when it is too late.</summary>
    public static ReadOnlySpan<byte> Failed =>
        "<failed xmlns='urn:xmpp:sm:3'><unexpected-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>"u8;

    /// <summary>Whether the client may go on with the stream on another connection, so that it is not to be closed for good.</summary>
    public bool IsResumable => _mode == Mode.Clients && _confirmed is not null;

    /// <summary>Whether elements of stream management from the client must not reach the server, because it is between the server and us.</summary>
    public bool IsOurs => _mode is Mode.Asked or Mode.Ours;

    /// <summary>Looks at what a client sends.</summary>
    /// <returns>Whether <see cref="Enable"/> is to be sent before the first message in it.</returns>
    public bool Take(BodyElement body)
    {
        if (IsOurs)
        {
            return false;
        }

        if (body.Management is not null)
        {
            _mode = Mode.Clients;
            return false;
        }

        if (_mode != Mode.Offered || body.FirstMessage is null)
        {
            return false;
        }

        _mode = Mode.Asked;
        return true;
    }

    /// <summary>Looks at an element from the server.</summary>
    /// <param name="element">The element.</param>
    /// <param name="number">The number of a stanza that the server keeps until it is acknowledged; 0 for anything else.</param>
    /// <returns>Whether the client gets it.</returns>
    public bool Take(scoped in ServerElement element, out int number)
    {
        number = _confirmed is not null && element.Signs.HasFlag(ManagementSigns.IsStanza) ? ++_received : 0;
        switch (element.Kind)
        {
            case ElementKind.Features when _mode is Mode.None or Mode.Offered:
                _mode = _isAllowed && element.Signs.HasFlag(ManagementSigns.Offered) ? Mode.Offered : Mode.None;
                return true;
            case ElementKind.ManagementAnswer when _mode == Mode.Asked:
                bool begins = element.Signs.HasFlag(ManagementSigns.Begins);
                _mode = begins ? Mode.Ours : Mode.None;
                _confirmed = begins ? new ConfirmedStanzas() : null;
                return false;
            case ElementKind.AckRequest when _mode == Mode.Ours:
                _askedAt = _received;
                _isAsked = true;
                return false;
            case ElementKind.Acknowledgement when _mode == Mode.Ours:
                // Servers tell what they have handled when they close a stream, unasked.
                return false;
        }

        if (element.Signs.HasFlag(ManagementSigns.Answered))
        {
            // The client has asked, be it in a way that we do not look into (XEP-0388): there is no second time.
            _mode = Mode.Clients;
            _confirmed = element.Signs.HasFlag(ManagementSigns.Begins) ? new ConfirmedStanzas() : null;
        }

        return true;
    }

    /// <summary>The answer to a request has been given, with stanzas that the server keeps.</summary>
    public void Given(long rid, StanzaRun[] runs)
    {
        _unconfirmed ??= [];
        _unconfirmed.Add((rid, runs));
    }

    /// <summary>That answer did not get through.</summary>
    public void TakenBack(long rid) => _unconfirmed?.RemoveAll(answer => answer.Rid == rid);

    /// <summary>The client has the answers up to a rid.</summary>
    public void Confirm(long rid)
    {
        if (_unconfirmed is null || _confirmed is null)
        {
            return;
        }

        foreach ((_, StanzaRun[] runs) in _unconfirmed.Where(answer => answer.Rid <= rid))
        {
            Array.ForEach(runs, _confirmed.Add);
        }

        _unconfirmed.RemoveAll(answer => answer.Rid <= rid);
        _unconfirmed = _unconfirmed.Count == 0 ? null : _unconfirmed;
    }

    /// <summary>What the server is to be told now, if anything: an answer to its question, or more than it was told then.</summary>
    /// <param name="isLast">Whether there will be no other time.</param>
    /// <returns>The element; null for none.</returns>
    public byte[]? TakeAck(bool isLast = false)
    {
        if (_mode != Mode.Ours)
        {
            return null;
        }

        int handled = Math.Max(_confirmed!.Count, _received - MaxUnacknowledged);
        bool isNews = handled > _told && (isLast || _askedAt > _told || _received - _told >= MaxUnacknowledged);
        if (!_isAsked && !isNews)
        {
            return null;
        }

        _isAsked = false;
        _told = Math.Max(_told, handled);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<a xmlns='urn:xmpp:sm:3' h='{_told}'/>"));
    }

    /// <summary>Whether the server keeps a stanza and does with it what is right, when no client will fetch it; else it is ours to send back.</summary>
    public bool LeavesToServer(int number) => number > 0 && (_mode == Mode.Clients || number > _told);
}
