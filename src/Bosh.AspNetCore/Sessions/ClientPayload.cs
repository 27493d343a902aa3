using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The payloads of a request as they go down one stream: in the language of the request where the stream has another, and with what stream
/// management (XEP-0198) puts in or keeps back.
/// </summary>
internal static class ClientPayload
{
    /// <param name="body">The request.</param>
    /// <param name="lang">The language that stanzas without one are given; null for none.</param>
    /// <param name="enables">Whether stream management is asked for before the first message.</param>
    /// <param name="withManagement">Whether the client's own elements of stream management are passed on.</param>
    public static ReadOnlyMemory<byte> Of(BodyElement body, string? lang, bool enables, bool withManagement)
    {
        bool drops = !withManagement && body.Management is not null;
        if (lang is null && !enables && !drops)
        {
            return body.Payload;
        }

        List<(int At, int Skipped, byte[] Inserted)> edits = [];
        if (lang is not null && body.LangInsertions is not null)
        {
            byte[] attribute = LangAttribute(lang);
            edits.AddRange(body.LangInsertions.Select(at => (at, 0, attribute)));
        }

        if (enables)
        {
            edits.Add((body.FirstMessage!.Value, 0, StreamManagement.Enable.ToArray()));
        }

        if (drops)
        {
            edits.AddRange(body.Management!.Select(part => (part.Start.Value, part.End.Value - part.Start.Value, Array.Empty<byte>())));
        }

        edits.Sort((a, b) => a.At.CompareTo(b.At));
        return Edit(body.Payload, edits);
    }

    private static byte[] Edit(ReadOnlySpan<byte> payload, List<(int At, int Skipped, byte[] Inserted)> edits)
    {
        using var writer = new BodyWriter(payload.Length + 64);
        int copied = 0;
        foreach ((int at, int skipped, byte[] inserted) in edits)
        {
            // What goes into an element that is skipped is skipped with it.
            if (at >= copied)
            {
                writer.Raw(payload[copied..at]);
                writer.Raw(inserted);
                copied = at + skipped;
            }
        }

        writer.Raw(payload[copied..]);
        return writer.ToArray();
    }

    private static byte[] LangAttribute(string lang)
    {
        using var writer = new BodyWriter(64);
        writer.Attribute("xml:lang"u8, lang);
        return writer.ToArray();
    }
}
