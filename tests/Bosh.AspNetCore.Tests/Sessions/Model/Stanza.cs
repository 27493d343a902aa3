namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>An element that the server sends.</summary>
/// <param name="Sent">As it stands in the stream.</param>
/// <param name="Parcel">As it is to reach the client, and what becomes of it if it cannot.</param>
internal sealed record Stanza(string Sent, Parcel Parcel)
{
    private const int Kinds = 12;

    private const string Unavailable = "<error type='wait'><recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
    private const string Unserved = "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

    /// <summary>The end of a stream with an error.</summary>
    public static Stanza StreamError { get; } = Own(
        "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>", needsStreams: true, isStreamError: true);

    /// <summary>An element of one of the kinds that servers send.</summary>
    public static Stanza Create(int id, int kind) => (kind % Kinds) switch
    {
        0 => Of("message", $"type='error' from='a@b' id='d{id}'", ""),
        1 => Of("iq", $"type='result' from='a@b' id='d{id}'", ""),
        2 => Of("presence", $"from='a@b' id='d{id}'", ""),
        3 => Of("iq", $"type='get' from='a@b' to='me@example.com/r' id='d{id}'",
            $"<iq type='error' to='a@b' from='me@example.com/r' id='d{id}'>{Unserved}</iq>"),
        4 => Own($"<r xmlns='urn:xmpp:sm:3' id='d{id}'/>"),
        5 => Own($"<stream:features><x xmlns='urn:x' id='d{id}'/></stream:features>", needsStreams: true),
        6 or 7 => Message(id, new string('x', 700)),
        8 => Of("message", $"id='d{id}'", $"<message type='error' id='d{id}'>{Unavailable}</message>"),
        _ => Message(id, "a &lt; ö"),
    };

    private static Stanza Message(int id, string text) => Of(
        "message",
        $"from='a@b/c' to='me@example.com' id='d{id}'",
        $"<message type='error' to='a@b/c' from='me@example.com' id='d{id}'>{Unavailable}</message>",
        $"<body>{text}</body>");

    /// <summary>A stanza, which brings its namespace along when it leaves the stream.</summary>
    private static Stanza Of(string name, string attributes, string reply, string content = "") => new(
        $"<{name} {attributes}>{content}</{name}>",
        new Parcel($"<{name} xmlns='jabber:client' {attributes}>{content}</{name}>", reply, NeedsStreams: false, IsStreamError: false));

    /// <summary>An element with a namespace of its own.</summary>
    private static Stanza Own(string text, bool needsStreams = false, bool isStreamError = false)
        => new(text, new Parcel(text, "", needsStreams, isStreamError));
}
