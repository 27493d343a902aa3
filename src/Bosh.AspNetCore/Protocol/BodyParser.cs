using System.Runtime.CompilerServices;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Protocol;

/// <summary>
/// Reads a request body (XEP-0124, body Wrapper Element), strictly, and makes its payloads ready for the server.
/// <code>
/// &lt;body rid='...' sid='...' xmlns='http://jabber.org/protocol/httpbind'&gt;payload*&lt;/body&gt;
/// </code>
/// </summary>
internal static class BodyParser
{
    /// <summary>The bytes of a language, a version or a boolean: they go into each stanza, or stay in memory.</summary>
    private const int MaxQualifiedLength = 128;

    /// <summary>The bytes that the payloads of a request may grow by on their way, over as many again as the request has.</summary>
    private const int MaxGrowth = 64 * 1024;

    /// <summary>Never throws: what is wrong with the body is in <see cref="BodyElement.Problem"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // Inlined into another method it would use up what the compiler inlines there, and its own loops would call.
    public static BodyElement Parse(ReadOnlySpan<byte> text, XmlLimits limits, int maxElements)
    {
        var body = new BodyElement { Hash = BodyHash.Of(text) };

        // A bad character in the payload must not hide the start tag: what comes before it is read.
        int valid = XmlChars.ValidPrefixLength(text, out XmlError badCharacter);
        var reader = new XmlTokenizer(text[..valid], limits);
        if (reader.ReadDeclaration() && reader.Read() && ReadStartTag(ref reader, body) && body.Problem is null)
        {
            if (reader.IsEmptyElement)
            {
                reader.Read();
            }
            else
            {
                ReadPayloads(text[..valid], ref reader, body, maxElements);
            }
        }

        if (badCharacter != XmlError.None && (body.Problem is null || reader.Error == XmlError.UnexpectedEnd))
        {
            SetProblem(body, badCharacter.ToString(), valid);
        }
        else if (reader.Error != XmlError.None)
        {
            SetProblem(body, reader.Error.ToString(), reader.TokenStart);
        }

        return body;
    }

    private static bool ReadStartTag(ref XmlTokenizer reader, BodyElement body)
    {
        if (!reader.LocalName.SequenceEqual("body"u8) || !reader.IsInNamespace(Namespaces.HttpBind))
        {
            SetProblem(body, "NotABodyElement", reader.TokenStart);
            return false;
        }

        body.HasStartTag = true;
        foreach (ref readonly XmlAttribute attribute in reader.Attributes)
        {
            if (attribute.IsDeclaration)
            {
                continue;
            }

            ReadOnlySpan<byte> name = reader.Local(attribute);
            bool understood = attribute.PrefixLength == 0
                ? BodyAttributes.Read(name, reader.Value(attribute), body)
                : ReadQualified(ref reader, attribute, body);
            if (!understood && body.Problem is null)
            {
                SetProblem(body, "InvalidAttribute", attribute.NameStart);
            }
        }

        if (body.Rid == 0 && body.Problem is null)
        {
            SetProblem(body, "MissingRid", reader.TokenStart);
        }

        return true;
    }

    private static bool ReadQualified(ref XmlTokenizer reader, in XmlAttribute attribute, BodyElement body)
    {
        ReadOnlySpan<byte> value = reader.Value(attribute);
        if (value.Length > MaxQualifiedLength)
        {
            return false;
        }

        if (reader.IsAttribute(attribute, XmlNames.XmlNamespace, "lang"u8))
        {
            body.Lang = XmlReferences.Decode(value);
        }
        else if (reader.IsAttribute(attribute, Namespaces.XBosh, "version"u8))
        {
            body.XmppVersion = XmlReferences.Decode(value);
        }
        else if (reader.IsAttribute(attribute, Namespaces.XBosh, "restart"u8))
        {
            body.IsRestart = XmlReferences.Decode(value).Trim() is "true" or "1";
        }

        return true;
    }

    /// <summary>XEP-0124: zero or more complete elements, and no character data but white space.</summary>
    private static void ReadPayloads(ReadOnlySpan<byte> text, ref XmlTokenizer reader, BodyElement body, int maxElements)
    {
        var output = new PayloadOutput(text);
        try
        {
            ReadPayloads(text, ref reader, body, maxElements, ref output);
            if (body.Problem is null && reader.Error == XmlError.None)
            {
                body.Payload = output.ToArray();
            }
        }
        finally
        {
            output.Dispose();
        }
    }

    private static void ReadPayloads(ReadOnlySpan<byte> text, ref XmlTokenizer reader, BodyElement body, int maxElements, ref PayloadOutput output)
    {
        int bodyBindings = reader.Bindings.Length;
        reader.ResetUse();
        while (reader.Read())
        {
            switch (reader.Kind)
            {
                case XmlTokenKind.StartTag when body.ElementCount == maxElements:
                    SetProblem(body, "TooManyElements", reader.TokenStart);
                    return;
                case XmlTokenKind.StartTag:
                    body.ElementCount++;
                    if (!ReadPayload(text, ref reader, bodyBindings, body, ref output))
                    {
                        return;
                    }

                    reader.ResetUse();
                    break;
                case XmlTokenKind.Text when text[reader.TokenStart..reader.TokenEnd].ContainsAnyExcept(XmlChars.WhiteSpace):
                    SetProblem(body, nameof(XmlError.TextNotAllowed), reader.TokenStart);
                    return;
            }
        }
    }

    private static bool ReadPayload(ReadOnlySpan<byte> text, ref XmlTokenizer reader, int bodyBindings, BodyElement body, ref PayloadOutput output)
    {
        // TLS and compression only work end to end; a client that could start them would take the stream out of our hands.
        if ((reader.LocalName.SequenceEqual("starttls"u8) && reader.IsInNamespace(Namespaces.Tls))
            || (reader.LocalName.SequenceEqual("compress"u8) && reader.IsInNamespace(Namespaces.Compress)))
        {
            SetProblem(body, "ElementNotAllowed", reader.TokenStart);
            return false;
        }

        int start = output.Length;
        bool isManagement = NoteKind(ref reader, start, body);
        bool inheritsLang = body.Lang is not null && !reader.HasAttribute(XmlNames.XmlNamespace, "lang"u8);
        var move = new PayloadMove(text, ref reader, bodyBindings);
        if (!move.ReadToEnd(ref reader))
        {
            return false;
        }

        if (!move.WriteTo(ref output, ref reader, (2 * text.Length) + MaxGrowth, out int langPosition))
        {
            SetProblem(body, "PayloadTooLarge", move.Start);
            return false;
        }

        if (isManagement)
        {
            (body.Management ??= []).Add(start..output.Length);
        }

        if (inheritsLang)
        {
            (body.LangInsertions ??= []).Add(langPosition);
        }

        return true;
    }

    /// <summary>Notes what matters for stream management (XEP-0198).</summary>
    /// <returns>Whether the payload belongs to it.</returns>
    private static bool NoteKind(scoped ref XmlTokenizer reader, int start, BodyElement body)
    {
        ReadOnlySpan<byte> name = reader.LocalName;
        if (body.FirstMessage is null
            && (name.SequenceEqual("message"u8) || name.SequenceEqual("presence"u8))
            && (reader.IsInNamespace(Namespaces.JabberClient) || reader.IsInNamespace(Namespaces.HttpBind)))
        {
            body.FirstMessage = start;
            return false;
        }

        if (!ManagementSignsReader.IsManagement(ref reader))
        {
            return false;
        }

        body.AsksForManagement |= name.SequenceEqual("enable"u8) || name.SequenceEqual("resume"u8);
        return true;
    }

    private static void SetProblem(BodyElement body, string problem, int offset)
    {
        body.Problem = problem;
        body.ProblemOffset = offset;
        body.Payload = [];
    }
}
