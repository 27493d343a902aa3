using System.Globalization;
using System.Xml.Linq;
using Bosh.DevServer.Routing;
using Bosh.DevServer.Stanzas;

namespace Bosh.DevServer.Rooms;

/// <summary>One room: its occupants, its subject and its last messages. Everybody in it sees who the others are.</summary>
internal sealed class Room
{
    /// <summary>What a newcomer sees of the talk before.</summary>
    private const int HistoryLength = 20;

    private readonly TimeProvider _time;
    private readonly Dictionary<string, Occupant> _occupants = new(StringComparer.Ordinal);

    /// <summary>The last messages as their readers got them, with the time of each.</summary>
    private readonly Queue<XElement> _history = new();

    private XElement _subject;

    public Room(Jid jid, TimeProvider time)
    {
        Jid = jid;
        _time = time;
        _subject = new XElement(
            Ns.Client + "message",
            new XAttribute("type", "groupchat"),
            new XAttribute("from", jid),
            new XElement(Ns.Client + "subject"));
    }

    public Jid Jid { get; }

    public bool IsEmpty => _occupants.Count == 0;

    public IEnumerable<Jid> Occupants => _occupants.Keys.Select(AddressOf);

    /// <summary>Entering, changing presence or nick, leaving (XEP-0045, sections 7.2, 7.6, 7.7, 7.14).</summary>
    public void OnPresence(ConnectedResource sender, string nick, XElement presence)
    {
        switch (Stanza.Type(presence))
        {
            case "unavailable":
                Leave(sender, presence);
                return;
            case not null:
                return;
        }

        if (nick.Length == 0)
        {
            sender.Send(Stanza.Error(presence, "jid-malformed"));
            return;
        }

        var taken = _occupants.TryGetValue(nick, out var holder);
        if (taken && holder!.Resource != sender)
        {
            sender.Send(Stanza.Error(presence, "conflict"));
            return;
        }

        var before = Find(sender);
        var after = new Occupant(nick, sender, presence);
        if (before is null || presence.Element(Ns.Muc + "x") is not null)
        {
            Enter(before, after);
            return;
        }

        _occupants.Remove(before.Nick);
        _occupants.Add(nick, after);
        if (!taken)
        {
            Announce(before, Unavailable, status: "303", newNick: nick);
        }

        Announce(after, presence);
    }

    /// <summary>A message to all, which comes back to its sender too (XEP-0045, section 7.4).</summary>
    public void OnMessage(ConnectedResource sender, XElement message)
    {
        if (Stanza.Type(message) is not "groupchat")
        {
            sender.Send(Stanza.Error(message, "service-unavailable"));
        }
        else if (Find(sender) is not { } occupant)
        {
            sender.Send(Stanza.Error(message, "not-acceptable"));
        }
        else
        {
            Say(occupant, message);
        }
    }

    /// <summary>
    /// What one occupant sends to another goes on with the sender's name in the room, answers to it as well. To oneself it is a ping, whether
    /// one is still in the room (XEP-0410).
    /// </summary>
    public void OnPrivate(ConnectedResource sender, string nick, XElement stanza)
    {
        if (Find(sender) is not { } occupant)
        {
            sender.Send(Stanza.Error(stanza, "not-acceptable"));
        }
        else if (!_occupants.TryGetValue(nick, out var reader))
        {
            sender.Send(Stanza.Error(stanza, "item-not-found"));
        }
        else if (reader == occupant && stanza.Element(Ns.Ping + "ping") is not null)
        {
            sender.Send(Stanza.Result(stanza));
        }
        else
        {
            reader.Resource.Send(Stanza.Readdressed(stanza, AddressOf(occupant.Nick), reader.Resource.Jid));
        }
    }

    public void Leave(ConnectedResource resource, XElement presence)
    {
        if (Find(resource) is { } occupant)
        {
            Announce(occupant, presence);
            _occupants.Remove(occupant.Nick);
        }
    }

    /// <summary>The order is the XEP's: the others, oneself, the talk before, the subject.</summary>
    private void Enter(Occupant? before, Occupant newcomer)
    {
        // One that enters again has lost its state without our noticing, and gets it anew.
        if (before is not null)
        {
            _occupants.Remove(before.Nick);
        }

        foreach (var other in _occupants.Values)
        {
            newcomer.Resource.Send(PresenceOf(other, other.Presence, newcomer.Resource));
        }

        _occupants.Add(newcomer.Nick, newcomer);
        Announce(newcomer, newcomer.Presence);
        foreach (var message in _history.TakeLast(HistoryWanted(newcomer.Presence)))
        {
            newcomer.Resource.Send(message);
        }

        newcomer.Resource.Send(_subject);
    }

    private void Say(Occupant occupant, XElement message)
    {
        foreach (var reader in _occupants.Values)
        {
            reader.Resource.Send(Stanza.Readdressed(message, AddressOf(occupant.Nick), reader.Resource.Jid));
        }

        var kept = new XElement(message);
        kept.SetAttributeValue("from", AddressOf(occupant.Nick));
        kept.SetAttributeValue("to", null);
        if (message.Element(Ns.Client + "body") is not null)
        {
            kept.Add(new XElement(
                Ns.Delay + "delay",
                new XAttribute("from", Jid),
                new XAttribute("stamp", _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))));
            _history.Enqueue(kept);
            while (_history.Count > HistoryLength)
            {
                _history.Dequeue();
            }
        }
        else if (message.Element(Ns.Client + "subject") is not null)
        {
            _subject = kept;
        }
    }

    private void Announce(Occupant occupant, XElement presence, string? status = null, string? newNick = null)
    {
        foreach (var reader in _occupants.Values)
        {
            reader.Resource.Send(PresenceOf(occupant, presence, reader.Resource, status, newNick));
        }
    }

    private XElement PresenceOf(
        Occupant occupant, XElement presence, ConnectedResource reader, string? status = null, string? newNick = null)
    {
        var copy = Stanza.Readdressed(presence, AddressOf(occupant.Nick), reader.Jid);
        copy.Elements().Where(element => element.Name == Ns.Muc + "x" || element.Name == Ns.MucUser + "x").Remove();

        // 110: this is you. 100: your address is seen by everybody.
        string?[] codes = [status, .. reader == occupant.Resource ? new[] { "110", "100" } : []];
        copy.Add(new XElement(
            Ns.MucUser + "x",
            new XElement(
                Ns.MucUser + "item",
                new XAttribute("affiliation", "none"),
                new XAttribute("role", Stanza.Type(presence) is null ? "participant" : "none"),
                new XAttribute("jid", occupant.Resource.Jid),
                newNick is null ? null : new XAttribute("nick", newNick)),
            codes.OfType<string>().Select(code => new XElement(Ns.MucUser + "status", new XAttribute("code", code)))));
        return copy;
    }

    private Occupant? Find(ConnectedResource resource) => _occupants.Values.FirstOrDefault(occupant => occupant.Resource == resource);

    private Jid AddressOf(string nick) => Jid with { Resource = nick };

    private static XElement Unavailable => new(Ns.Client + "presence", new XAttribute("type", "unavailable"));

    private static int HistoryWanted(XElement presence)
    {
        var history = presence.Element(Ns.Muc + "x")?.Element(Ns.Muc + "history");
        return (string?)history?.Attribute("maxchars") is "0" ? 0
            : int.TryParse((string?)history?.Attribute("maxstanzas"), CultureInfo.InvariantCulture, out var count) ? count
            : HistoryLength;
    }
}
