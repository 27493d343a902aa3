using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>What a client gets for one request: the bytes of a body element, ready to be written. Immutable, so that it can be given again.</summary>
internal sealed class Answer
{
    private static readonly Answer[] Terminals = [.. Enum.GetValues<Condition>().Select(c => Create(c, 200))];

    /// <param name="bytes">The body element.</param>
    /// <param name="payload">Where in it the payloads stand.</param>
    /// <param name="needsStreams">Whether the payloads rely on the body element's declaration of the prefix stream.</param>
    /// <param name="statusCode">The HTTP status.</param>
    public Answer(byte[] bytes, Range payload, bool needsStreams, int statusCode = 200)
    {
        Bytes = bytes;
        (int start, int length) = payload.GetOffsetAndLength(bytes.Length);
        Payload = bytes.AsMemory(start, length);
        NeedsStreams = needsStreams;
        StatusCode = statusCode;
    }

    /// <summary>An empty body element: most answers are this one.</summary>
    public static Answer Empty { get; } = new("<body xmlns='http://jabber.org/protocol/httpbind'/>"u8.ToArray(), 0..0, needsStreams: false);

    /// <summary>The recoverable binding condition (XEP-0124, Recoverable Binding Conditions). Never logged: a repeat gets the real answer.</summary>
    public static Answer Recoverable { get; } =
        new("<body type='error' xmlns='http://jabber.org/protocol/httpbind'/>"u8.ToArray(), 0..0, needsStreams: false);

    /// <summary>Nobody is there to be answered.</summary>
    public static Answer None { get; } = new([], 0..0, needsStreams: false);

    public byte[] Bytes { get; }

    public ReadOnlyMemory<byte> Payload { get; }

    public bool NeedsStreams { get; }

    /// <summary>The numbers by which a server keeps what it carries until that is acknowledged (XEP-0198); empty when it keeps nothing of it.</summary>
    public StanzaRun[] Runs { get; init; } = [];

    public int StatusCode { get; }

    /// <summary>A terminal binding condition with nothing else (XEP-0124, Terminal Binding Conditions).</summary>
    /// <param name="condition">The condition; <see cref="Condition.None"/> for an end in good order.</param>
    /// <param name="isLegacy">Whether the client is known to expect HTTP status codes.</param>
    public static Answer Terminal(Condition condition, bool isLegacy = false)
    {
        int status = condition.StatusCode(isLegacy);
        return status == 200 ? Terminals[(int)condition] : Create(condition, status);
    }

    /// <summary>A terminal binding condition, and what says more about it.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="isLegacy">Whether the client is known to expect HTTP status codes.</param>
    /// <param name="content">An element that stands in the body element; empty for none.</param>
    public static Answer Terminal(Condition condition, bool isLegacy, ReadOnlySpan<byte> content)
        => content.IsEmpty ? Terminal(condition, isLegacy) : Create(condition, condition.StatusCode(isLegacy), content);

    private static Answer Create(Condition condition, int status, ReadOnlySpan<byte> content = default)
    {
        using var writer = new BodyWriter(128);
        writer.Raw("<body type='terminate'"u8);
        if (condition != Condition.None)
        {
            writer.Attribute("condition"u8, condition.Name());
        }

        writer.Raw(" xmlns='http://jabber.org/protocol/httpbind'"u8);
        if (content.IsEmpty)
        {
            writer.Raw("/>"u8);
        }
        else
        {
            writer.Raw(">"u8);
            writer.Raw(content);
            writer.Raw("</body>"u8);
        }

        return new Answer(writer.ToArray(), 0..0, needsStreams: false, status);
    }
}
