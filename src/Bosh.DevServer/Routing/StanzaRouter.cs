using System.Xml.Linq;
using Bosh.DevServer.Rooms;
using Bosh.DevServer.Sasl;
using Bosh.DevServer.Stanzas;

namespace Bosh.DevServer.Routing;

/// <summary>
/// Who is there, and what goes to whom (RFC 6120, section 10; RFC 6121, section 8). Everybody sees everybody's presence: there are no
/// subscriptions. One lock holds all of it, rooms included; under it stanzas are only queued, so all see the same order.
/// </summary>
internal sealed class StanzaRouter
{
    private readonly string _domain;
    private readonly Accounts _accounts;
    private readonly RoomService _rooms;
    private readonly DomainService _service;
    private readonly Lock _gate = new();
    private readonly Dictionary<Jid, ConnectedResource> _online = [];

    public StanzaRouter(string domain, string roomDomain, Accounts accounts, TimeProvider time)
    {
        _domain = domain;
        _accounts = accounts;
        _rooms = new RoomService(roomDomain, time);
        _service = new DomainService(new Jid("", roomDomain), ContactsOf);
    }

    public IReadOnlyList<ConnectedResource> Online
    {
        get
        {
            lock (_gate)
            {
                return [.. _online.Values];
            }
        }
    }

    /// <summary>A client has bound a resource. An older stream with the same one makes room (RFC 6120, section 7.7.2.2).</summary>
    public void Join(ConnectedResource resource)
    {
        lock (_gate)
        {
            if (_online.TryGetValue(resource.Jid, out var older))
            {
                Remove(older);
                older.End("conflict");
            }

            _online.Add(resource.Jid, resource);
        }
    }

    /// <summary>A stream is over, in whatever way.</summary>
    public void Leave(ConnectedResource resource)
    {
        lock (_gate)
        {
            if (IsOnline(resource))
            {
                Remove(resource);
            }
        }
    }

    /// <summary>Takes a stanza whose <c>from</c> is the sender's full address.</summary>
    public void Route(ConnectedResource sender, XElement stanza)
    {
        lock (_gate)
        {
            if (!IsOnline(sender))
            {
                return;
            }

            var to = sender.Jid.Bare;
            if ((string?)stanza.Attribute("to") is not { } address)
            {
                RouteToNobody(sender, stanza);
            }
            else if (!Jid.TryParse(address, out to))
            {
                sender.Send(Stanza.Error(stanza, "jid-malformed"));
            }
            else if (string.Equals(to.Domain, _rooms.Domain, StringComparison.Ordinal))
            {
                _rooms.Route(sender, to, stanza);
            }
            else if (!string.Equals(to.Domain, _domain, StringComparison.Ordinal))
            {
                sender.Send(Stanza.Error(stanza, "remote-server-not-found"));
            }
            else if (to.Node.Length == 0 || (to == sender.Jid.Bare && stanza.Name.LocalName is "iq"))
            {
                RouteToService(sender, stanza);
            }
            else
            {
                RouteToUser(sender, to, stanza);
            }
        }
    }

    /// <summary>RFC 6120, section 10.3: a stanza without an address is for everybody, for the sender's account, or for its server.</summary>
    private void RouteToNobody(ConnectedResource sender, XElement stanza)
    {
        switch (stanza.Name.LocalName)
        {
            case "presence":
                Broadcast(sender, stanza);
                break;
            case "message":
                RouteToUser(sender, sender.Jid.Bare, stanza);
                break;
            default:
                RouteToService(sender, stanza);
                break;
        }
    }

    private void RouteToService(ConnectedResource sender, XElement stanza) => sender.Send(stanza.Name.LocalName switch
    {
        "iq" => _service.Answer(sender, stanza),
        "message" => Stanza.Error(stanza, "service-unavailable"),
        _ => null,
    });

    private void RouteToUser(ConnectedResource sender, Jid to, XElement stanza)
    {
        var type = Stanza.Type(stanza);
        var kind = stanza.Name.LocalName;
        if (kind is "presence" && type is not (null or "unavailable" or "error"))
        {
            AnswerSubscription(sender, to, type);
            return;
        }

        IEnumerable<ConnectedResource> readers = (kind, to.IsBare) switch
        {
            (_, false) => _online.TryGetValue(to, out var reader) ? [reader] : [],
            ("iq", _) => [],
            ("message", _) when type is "groupchat" => [],
            _ => Available.Where(resource => resource.Jid.Bare == to),
        };
        var found = false;
        foreach (var reader in readers)
        {
            reader.Send(Stanza.Readdressed(stanza, sender.Jid, to));
            found = true;
        }

        // Presence to nobody is no error (RFC 6121, section 4.6.3); neither is a headline (section 8.5.2.2.1).
        if (!found && kind is not "presence" && type is not "headline")
        {
            sender.Send(Stanza.Error(stanza, "service-unavailable"));
        }
    }

    /// <summary>Everybody is everybody's contact already: requests are granted at once, probes are answered.</summary>
    private void AnswerSubscription(ConnectedResource sender, Jid to, string type)
    {
        switch (type)
        {
            case "subscribe":
                sender.Send(new XElement(
                    Ns.Client + "presence",
                    new XAttribute("type", "subscribed"),
                    new XAttribute("from", to.Bare),
                    new XAttribute("to", sender.Jid.Bare)));
                break;
            case "probe":
                foreach (var resource in Available.Where(resource => resource.Jid.Bare == to.Bare))
                {
                    sender.Send(Stanza.Readdressed(resource.Presence!, resource.Jid, sender.Jid));
                }

                break;
        }
    }

    private void Broadcast(ConnectedResource sender, XElement presence)
    {
        switch (Stanza.Type(presence))
        {
            case null:
                var comesNew = sender.Presence is null;
                sender.Presence = presence;
                if (comesNew)
                {
                    Introduce(sender);
                }

                SendToAvailable(sender, presence);
                break;
            case "unavailable":
                BecomeUnavailable(sender, presence);
                break;
        }
    }

    /// <summary>Tells a newcomer who is there, before it sees itself, and tells the contact lists of the others of the newcomer.</summary>
    private void Introduce(ConnectedResource newcomer)
    {
        foreach (var other in Available.Where(other => other != newcomer))
        {
            newcomer.Send(Stanza.Readdressed(other.Presence!, other.Jid, newcomer.Jid));
        }

        foreach (var other in _online.Values.Where(other => other.WantsRoster && other.Jid.Bare != newcomer.Jid.Bare))
        {
            other.Send(DomainService.RosterPush(other.Jid, newcomer.Jid.Bare));
        }
    }

    private void BecomeUnavailable(ConnectedResource resource, XElement presence)
    {
        _rooms.Leave(resource, presence);
        if (resource.Presence is not null)
        {
            SendToAvailable(resource, presence);
            resource.Presence = null;
        }
    }

    private void SendToAvailable(ConnectedResource sender, XElement presence)
    {
        foreach (var reader in Available)
        {
            reader.Send(Stanza.Readdressed(presence, sender.Jid, reader.Jid));
        }
    }

    private void Remove(ConnectedResource resource)
    {
        _online.Remove(resource.Jid);
        BecomeUnavailable(resource, new XElement(Ns.Client + "presence", new XAttribute("type", "unavailable")));
    }

    /// <summary>A stream that was replaced may still have a stanza in hand.</summary>
    private bool IsOnline(ConnectedResource resource) => _online.TryGetValue(resource.Jid, out var current) && current == resource;

    private IEnumerable<ConnectedResource> Available => _online.Values.Where(resource => resource.Presence is not null);

    /// <summary>The roster of a user: all accounts, and who else is there.</summary>
    private IEnumerable<Jid> ContactsOf(Jid user) => _accounts.Users
        .Select(name => new Jid(name, _domain))
        .Concat(_online.Keys.Select(jid => jid.Bare))
        .Distinct()
        .Where(jid => jid != user);
}
