using System.Xml.Linq;
using Bosh.DevServer.Stanzas;

namespace Bosh.DevServer.Routing;

/// <summary>A client that has bound a resource (RFC 6120, section 7). Its state belongs to the router's lock.</summary>
internal sealed class ConnectedResource
{
    private readonly Action<XElement> _send;
    private readonly Action<string> _end;

    public ConnectedResource(Jid jid, Action<XElement> send, Action<string> end)
    {
        Jid = jid;
        _send = send;
        _end = end;
    }

    public Jid Jid { get; }

    /// <summary>The presence that it has sent to everybody; null while it is not available (RFC 6121, section 4.2).</summary>
    public XElement? Presence { get; set; }

    /// <summary>Whether it has asked for the roster, and so hears of those who come new (RFC 6121, section 2.1.6).</summary>
    public bool WantsRoster { get; set; }

    public void Send(XElement? element)
    {
        if (element is not null)
        {
            _send(element);
        }
    }

    /// <summary>Ends its stream with an error.</summary>
    public void End(string condition) => _end(condition);
}
