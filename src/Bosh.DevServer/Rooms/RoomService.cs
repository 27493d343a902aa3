using System.Xml.Linq;
using Bosh.DevServer.Routing;
using Bosh.DevServer.Stanzas;

namespace Bosh.DevServer.Rooms;

/// <summary>
/// The group chat service (XEP-0045). Every room can be asked about and joined; one that nobody is in takes no memory. So no client is told
/// that it has made a room, which would oblige it to configure one. Runs under the router's lock.
/// </summary>
internal sealed class RoomService
{
    private static readonly XNamespace[] RoomFeatures =
        [Ns.Muc, "muc_nonanonymous", "muc_open", "muc_public", "muc_temporary", "muc_unmoderated", "muc_unsecured"];

    private readonly TimeProvider _time;
    private readonly Dictionary<Jid, Room> _rooms = [];

    public RoomService(string domain, TimeProvider time)
    {
        Domain = domain;
        _time = time;
    }

    public string Domain { get; }

    public void Route(ConnectedResource sender, Jid to, XElement stanza)
    {
        if (to.Node.Length == 0)
        {
            sender.Send(stanza.Name.LocalName is "iq" ? AnswerForService(stanza) : Stanza.Error(stanza, "service-unavailable"));
            return;
        }

        if (!_rooms.TryGetValue(to.Bare, out var room))
        {
            room = new Room(to.Bare, _time);
        }

        switch (stanza.Name.LocalName)
        {
            case "presence":
                room.OnPresence(sender, to.Resource, stanza);
                Remember(room);
                break;
            case "message" when to.IsBare:
                room.OnMessage(sender, stanza);
                break;
            case "iq" when to.IsBare:
                sender.Send(AnswerForRoom(room, stanza));
                break;
            default:
                room.OnPrivate(sender, to.Resource, stanza);
                break;
        }
    }

    /// <summary>Somebody is no longer there at all, and so in no room.</summary>
    public void Leave(ConnectedResource resource, XElement presence)
    {
        foreach (var room in _rooms.Values.ToList())
        {
            room.Leave(resource, presence);
            Remember(room);
        }
    }

    private void Remember(Room room)
    {
        if (room.IsEmpty)
        {
            _rooms.Remove(room.Jid);
        }
        else
        {
            _rooms[room.Jid] = room;
        }
    }

    private XElement? AnswerForService(XElement iq) =>
        IsGet(iq, Ns.DiscoInfo + "query") ? Stanza.Result(iq, Disco.Info("conference", "text", "Rooms", Ns.Muc))
        : IsGet(iq, Ns.DiscoItems + "query") ? Stanza.Result(iq, Disco.Items(_rooms.Keys))
        : IsGet(iq, Ns.Ping + "ping") ? Stanza.Result(iq)
        : Stanza.Error(iq, "service-unavailable");

    private static XElement? AnswerForRoom(Room room, XElement iq) =>
        IsGet(iq, Ns.DiscoInfo + "query") ? Stanza.Result(iq, Disco.Info("conference", "text", room.Jid.Node, RoomFeatures))
        : IsGet(iq, Ns.DiscoItems + "query") ? Stanza.Result(iq, Disco.Items(room.Occupants))
        : Stanza.Error(iq, "service-unavailable");

    private static bool IsGet(XElement iq, XName payload) => Stanza.Type(iq) is "get" && iq.Element(payload) is not null;
}
