using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>Writes the body elements of answers.</summary>
internal static class AnswerComposer
{
    /// <summary>What request bodies may be in, compressed and otherwise (XEP-0124, Session Creation Response).</summary>
    private static ReadOnlySpan<byte> Encodings => " accept='gzip,deflate,br' charsets='UTF-8 UTF-16 UTF-16BE UTF-16LE ISO-8859-1'"u8;

    /// <summary>The answer to the request that created the session (XEP-0124 and XEP-0206, Session Creation Response).</summary>
    public static Answer Creation(SessionId id, SessionTerms terms, BoshStream stream, long rid)
    {
        using var writer = new BodyWriter(1024);
        writer.Raw("<body"u8);
        writer.Raw(Encodings);
        writer.Attribute("sid"u8, id.ToText());
        writer.Attribute("wait"u8, (long)terms.Wait.TotalSeconds);
        writer.Attribute("requests"u8, terms.Requests);
        writer.Attribute("hold"u8, terms.Hold);
        writer.Attribute("inactivity"u8, (long)terms.Inactivity.TotalSeconds);
        if (terms.Polling > TimeSpan.Zero)
        {
            writer.Attribute("polling"u8, (long)Math.Ceiling(terms.Polling.TotalSeconds));
        }

        if (terms.MaxPause > TimeSpan.Zero)
        {
            writer.Attribute("maxpause"u8, (long)terms.MaxPause.TotalSeconds);
        }

        writer.Attribute("ver"u8, terms.Version.ToString());
        if (terms.UsesAcks)
        {
            writer.Attribute("ack"u8, rid);
        }

        WriteName(writer, stream, needed: true);
        writer.Attribute("xmpp:restartlogic"u8, "true"u8);
        if (stream.Owes.HasFlag(StreamNotes.Header))
        {
            stream.WriteHeaderAttributes(writer);
        }

        writer.Attribute("xmlns:xmpp"u8, Namespaces.XBosh);
        stream.Owes &= ~(StreamNotes.Name | StreamNotes.Header);
        return Finish(writer, stream, stream.Outbound.Measure(terms.MaxAnswerSize, out bool needsStreams), needsStreams, 200);
    }

    /// <summary>An answer that carries nothing.</summary>
    public static Answer Empty(AnswerNotes notes)
    {
        if (notes.IsEmpty)
        {
            return Answer.Empty;
        }

        using var writer = new BodyWriter(128);
        writer.Raw("<body"u8);
        notes.WriteTo(writer);
        writer.Attribute("xmlns"u8, Namespaces.HttpBind);
        writer.Raw("/>"u8);
        return new Answer(writer.ToArray(), 0..0, needsStreams: false);
    }

    /// <summary>The recoverable binding condition, for a request that was repeated.</summary>
    public static Answer Recoverable(AnswerNotes notes)
    {
        if (notes.IsEmpty)
        {
            return Answer.Recoverable;
        }

        using var writer = new BodyWriter(128);
        writer.Raw("<body type='error'"u8);
        notes.WriteTo(writer);
        writer.Attribute("xmlns"u8, Namespaces.HttpBind);
        writer.Raw("/>"u8);
        return new Answer(writer.ToArray(), 0..0, needsStreams: false);
    }

    /// <summary>What a stream has for the client, as far as it fits; at last, in a session of several streams, that it has ended.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="terms">The terms of the session.</param>
    /// <param name="notes">What else there is to say.</param>
    /// <param name="isNamed">Whether payloads come with the name of their stream.</param>
    /// <param name="withPayload">False for the answer to a pause (XEP-0124, Inactivity).</param>
    public static Answer OfStream(BoshStream stream, SessionTerms terms, AnswerNotes notes, bool isNamed, bool withPayload)
    {
        bool needsStreams = false;
        int size = withPayload ? stream.Outbound.Measure(terms.MaxAnswerSize, out needsStreams) : 0;
        bool tellsEnd = stream.Owes.HasFlag(StreamNotes.End) && withPayload && size == stream.Outbound.Measure(int.MaxValue, out _);
        StreamNotes tells = stream.Owes & (StreamNotes.Name | StreamNotes.Header);
        using var writer = new BodyWriter(512);
        writer.Raw("<body"u8);
        if (tellsEnd)
        {
            tells |= StreamNotes.End;
            WriteEnd(writer, stream.End.Condition());
        }

        WriteName(writer, stream, needed: tells != StreamNotes.None || (isNamed && size > 0));
        notes.WriteTo(writer);
        if (tells.HasFlag(StreamNotes.Header))
        {
            stream.WriteHeaderAttributes(writer);
            writer.Attribute("xmlns:xmpp"u8, Namespaces.XBosh);
        }

        stream.Owes &= ~tells;
        return Finish(writer, stream, size, needsStreams, 200);
    }

    /// <summary>A stream that was asked for and that there is not: the session goes on without it.</summary>
    public static Answer Refused(StreamOpening opening, AnswerNotes notes)
    {
        using var writer = new BodyWriter(256);
        writer.Raw("<body"u8);
        WriteEnd(writer, opening.Refusal);
        writer.Attribute("stream"u8, SessionId.Create().ToText());
        notes.WriteTo(writer);
        writer.Attribute("xmlns"u8, Namespaces.HttpBind);
        writer.Raw(">"u8);
        writer.Raw(opening.Content.Span);
        writer.Raw("</body>"u8);
        return new Answer(writer.ToArray(), 0..0, needsStreams: false);
    }

    /// <summary>The end of a session, with the last of what waits for the client (XEP-0124, Terminal Binding Conditions).</summary>
    public static Answer Terminal(BoshStream? stream, SessionTerms terms, Condition condition, AnswerNotes notes)
    {
        bool needsStreams = false;
        int size = stream?.Outbound.Measure(int.MaxValue, out needsStreams) ?? 0;
        if (size == 0 && notes.IsEmpty)
        {
            return Answer.Terminal(condition, terms.IsLegacy);
        }

        using var writer = new BodyWriter(512);
        writer.Raw("<body"u8);
        WriteEnd(writer, condition);
        notes.WriteTo(writer);
        return Finish(writer, stream, size, needsStreams, condition.StatusCode(terms.IsLegacy));
    }

    private static void WriteEnd(BodyWriter writer, Condition condition)
    {
        writer.Attribute("type"u8, "terminate"u8);
        if (condition != Condition.None)
        {
            writer.Attribute("condition"u8, condition.Name());
        }
    }

    private static void WriteName(BodyWriter writer, BoshStream stream, bool needed)
    {
        if (needed && stream.Name is not null)
        {
            writer.Attribute("stream"u8, stream.Name);
        }
    }

    private static Answer Finish(BodyWriter writer, BoshStream? stream, int size, bool needsStreams, int status)
    {
        writer.Attribute("xmlns"u8, Namespaces.HttpBind);
        if (needsStreams)
        {
            writer.Attribute("xmlns:stream"u8, Namespaces.Streams);
        }

        if (size == 0)
        {
            writer.Raw("/>"u8);
            return new Answer(writer.ToArray(), 0..0, needsStreams: false, status);
        }

        writer.Raw(">"u8);
        int start = writer.Length;
        StanzaRun[] runs = stream!.Outbound.MoveTo(writer, size);
        int end = writer.Length;
        writer.Raw("</body>"u8);
        return new Answer(writer.ToArray(), start..end, needsStreams, status) { Runs = runs };
    }
}
