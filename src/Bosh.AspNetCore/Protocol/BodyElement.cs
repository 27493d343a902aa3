namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// What a client sent in one request: the attributes of its body element, and the payloads in it, ready for the server. Attributes that
/// were not there are null. See <see cref="BodyParser"/>.
/// </summary>
internal sealed class BodyElement
{
    /// <summary>The greatest rid: 2^53 - 1 (XEP-0124, Request IDs).</summary>
    public const long MaxRid = 9007199254740991;

    /// <summary>What is wrong with the request; null when nothing is. Attributes that could be read before it are set nevertheless.</summary>
    public string? Problem { get; set; }

    /// <summary>Where <see cref="Problem"/> was found, in bytes from the start.</summary>
    public int ProblemOffset { get; set; }

    /// <summary>See <see cref="BodyHash"/>: to tell an exact repeat from another request with the same rid.</summary>
    public UInt128 Hash { get; set; }

    /// <summary>0 when missing or no integer from 1 to <see cref="MaxRid"/>.</summary>
    public long Rid { get; set; }

    /// <summary>Whether there is a <c>sid</c> at all, be it one of ours or not.</summary>
    public bool HasSid { get; set; }

    /// <summary>Null when it is missing or cannot be one of ours.</summary>
    public SessionId? Sid { get; set; }

    public BodyType Type { get; set; }

    public string? Key { get; set; }

    public string? NewKey { get; set; }

    public long? Ack { get; set; }

    public int? Pause { get; set; }

    public string? To { get; set; }

    public string? From { get; set; }

    /// <summary>Whether <see cref="From"/> is what the app says, which no client changes.</summary>
    public bool IsFromByApp { get; set; }

    public string? Route { get; set; }

    public string? Content { get; set; }

    /// <summary>xml:lang</summary>
    public string? Lang { get; set; }

    /// <summary>Whether the start tag could be read, so that an attribute that is not set was not there, or had no value that it may have.</summary>
    public bool HasStartTag { get; set; }

    /// <summary>Whether there is a <c>ver</c> at all, be it a version or not.</summary>
    public bool HasVersion { get; set; }

    /// <summary>The <c>ver</c> attribute. Null marks a legacy client (XEP-0124, HTTP Conditions).</summary>
    public ProtocolVersion? Version { get; set; }

    public int? Wait { get; set; }

    public int? Hold { get; set; }

    /// <summary>The stream that the payloads are for (XEP-0124, Multiple Streams).</summary>
    public string? Stream { get; set; }

    /// <summary>xmpp:version (XEP-0206, Session Creation Request).</summary>
    public string? XmppVersion { get; set; }

    /// <summary>xmpp:restart (XEP-0206, Authentication and Resource Binding).</summary>
    public bool IsRestart { get; set; }

    /// <summary>The number of payload elements.</summary>
    public int ElementCount { get; set; }

    /// <summary>
    /// The payload elements one after the other, as they go into a stream whose default namespace is jabber:client and whose prefix
    /// <c>stream</c> is the streams namespace.
    /// </summary>
    public byte[] Payload { get; set; } = [];

    /// <summary>Where in <see cref="Payload"/> the first message or presence begins; null when there is none.</summary>
    public int? FirstMessage { get; set; }

    /// <summary>Where in <see cref="Payload"/> elements of stream management stand (XEP-0198); null when there are none.</summary>
    public List<Range>? Management { get; set; }

    /// <summary>Whether one of them asks for it, to begin or to go on with.</summary>
    public bool AsksForManagement { get; set; }

    /// <summary>What a request in Script Syntax carries, in place of <see cref="Payload"/> (XEP-0252).</summary>
    public ScriptFragment? Script { get; set; }

    /// <summary>
    /// Where in <see cref="Payload"/> an xml:lang attribute goes when the language of the stream is not <see cref="Lang"/>; null when
    /// the body element has no xml:lang.
    /// </summary>
    public List<int>? LangInsertions { get; set; }

    public bool IsTerminate => Type == BodyType.Terminate;

    /// <summary>Whether it asks for nothing but an answer.</summary>
    public bool IsPlain => ElementCount == 0 && Script is null or { Content.Length: 0 } && !IsRestart && !IsTerminate && Pause is null;

    /// <summary>Whether it asks for a stream and for nothing else (XEP-0124, Adding Streams To A Session). A restart may name the domain too.</summary>
    public bool AsksForStream => To is not null && Stream is null && ElementCount == 0 && !IsRestart && !IsTerminate && Pause is null;
}
