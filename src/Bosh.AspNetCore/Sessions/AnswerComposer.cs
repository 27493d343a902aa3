using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>Writes the body elements of answers.</summary>
internal static class AnswerComposer
{
    /// <summary>The answer to the request that created the session (XEP-0124 and XEP-0206, Session Creation Response).</summary>
    public static Answer Creation(SessionId id, SessionTerms terms, BoshStream stream)
    {
        using var writer = new BodyWriter(1024);
        writer.Raw("<body"u8);
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
        writer.Attribute("xmpp:restartlogic"u8, "true"u8);
        stream.WriteHeaderAttributes(writer);
        writer.Attribute("xmlns:xmpp"u8, Namespaces.XBosh);
        return Finish(writer, stream, stream.Outbound.Measure(terms.MaxAnswerSize, out bool needsStreams), needsStreams, 200);
    }

    /// <summary>Any other answer of a session that goes on: what waits for the client, as far as it fits.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="terms">The terms of the session.</param>
    /// <param name="withPayload">False for the answer to a pause (XEP-0124, Inactivity).</param>
    public static Answer Next(BoshStream stream, SessionTerms terms, bool withPayload)
    {
        if (!stream.OwesHeader && (stream.Outbound.IsEmpty || !withPayload))
        {
            return Answer.Empty;
        }

        using var writer = new BodyWriter(512);
        writer.Raw("<body"u8);
        if (stream.OwesHeader)
        {
            stream.WriteHeaderAttributes(writer);
            writer.Attribute("xmlns:xmpp"u8, Namespaces.XBosh);
        }

        bool needsStreams = false;
        int size = withPayload ? stream.Outbound.Measure(terms.MaxAnswerSize, out needsStreams) : 0;
        return Finish(writer, stream, size, needsStreams, 200);
    }

    /// <summary>The end of a session, with the last of what waits for the client (XEP-0124, Terminal Binding Conditions).</summary>
    public static Answer Terminal(BoshStream stream, SessionTerms terms, Condition condition, int size, bool needsStreams)
    {
        if (size == 0)
        {
            return Answer.Terminal(condition, terms.IsLegacy);
        }

        using var writer = new BodyWriter(512);
        writer.Raw("<body type='terminate'"u8);
        if (condition != Condition.None)
        {
            writer.Attribute("condition"u8, condition.Name());
        }

        return Finish(writer, stream, size, needsStreams, condition.StatusCode(terms.IsLegacy));
    }

    private static Answer Finish(BodyWriter writer, BoshStream stream, int size, bool needsStreams, int status)
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
        stream.Outbound.MoveTo(writer, size);
        int end = writer.Length;
        writer.Raw("</body>"u8);
        return new Answer(writer.ToArray(), start..end, needsStreams, status);
    }
}
