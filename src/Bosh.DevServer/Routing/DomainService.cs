using System.Xml.Linq;
using Bosh.DevServer.Stanzas;

namespace Bosh.DevServer.Routing;

/// <summary>What the server itself answers: for its domain, and on behalf of the sender's own account.</summary>
internal sealed class DomainService
{
    private readonly Jid _roomService;
    private readonly Func<Jid, IEnumerable<Jid>> _contactsOf;

    public DomainService(Jid roomService, Func<Jid, IEnumerable<Jid>> contactsOf)
    {
        _roomService = roomService;
        _contactsOf = contactsOf;
    }

    /// <summary>The roster's news: one more contact (RFC 6121, section 2.1.6).</summary>
    public static XElement RosterPush(Jid reader, Jid contact) => new(
        Ns.Client + "iq",
        new XAttribute("type", "set"),
        new XAttribute("id", "roster-" + contact.Node),
        new XAttribute("to", reader),
        new XElement(Ns.Roster + "query", RosterItem(contact)));

    public XElement? Answer(ConnectedResource sender, XElement iq)
    {
        var type = Stanza.Type(iq);
        if (type is "result" or "error")
        {
            return null;
        }

        if (type is not ("get" or "set") || iq.Attribute("id") is null || iq.Elements().Count() != 1)
        {
            return Stanza.Error(iq, "bad-request");
        }

        var name = iq.Elements().Single().Name;
        if (type is "set")
        {
            return name == Ns.Session + "session" ? Stanza.Result(iq)
                : name == Ns.Roster + "query" || name == Ns.Bind + "bind" ? Stanza.Error(iq, "not-allowed")
                : Stanza.Error(iq, "service-unavailable");
        }

        if (name == Ns.Roster + "query")
        {
            sender.WantsRoster = true;
            return Stanza.Result(iq, new XElement(name, _contactsOf(sender.Jid.Bare).Select(RosterItem)));
        }

        return name == Ns.Ping + "ping" ? Stanza.Result(iq)
            : name == Ns.DiscoInfo + "query" ? Stanza.Result(iq, Disco.Info("server", "im", "Bosh.DevServer", Ns.Ping, Ns.Roster))
            : name == Ns.DiscoItems + "query" ? Stanza.Result(iq, Disco.Items([_roomService]))
            : Stanza.Error(iq, "service-unavailable");
    }

    private static XElement RosterItem(Jid contact) =>
        new(Ns.Roster + "item", new XAttribute("jid", contact), new XAttribute("subscription", "both"));
}
