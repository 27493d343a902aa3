using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>
/// Request bodies on their way to the server. Whatever comes in, what goes out is complete elements of a stream, as many as were in the body, with the
/// meaning that they had there; or nothing.
/// </summary>
internal sealed class BodyTarget : IFuzzTarget
{
    private const int MaxElements = 20;

    /// <summary>What may be wrong with a body that is well-formed.</summary>
    private static readonly string[] Rules =
    [
        "NotABodyElement", "MissingRid", "InvalidAttribute", "TextNotAllowed", "TooManyElements", "ElementNotAllowed", "PayloadTooLarge",
    ];

    /// <summary>Parsed before each input: nothing of it may be seen in what comes after.</summary>
    private static readonly byte[] Before =
        "<body rid='7' sid='0123456789abcdef0123456789abcdef' xmlns='http://jabber.org/protocol/httpbind' xmlns:p='urn:before'><p:a p:b='c' xml:lang='fr'>&lt;<d"u8.ToArray();

    public string Name => "body";

    public byte[] Next(Random random, IReadOnlyList<byte[]> corpus) => new BodyGenerator(random, corpus).Next();

    public Verdict Judge(byte[] input)
    {
        BodyElement body = BodyParser.Parse(input, XmlLimits.Default, MaxElements);
        BodyParser.Parse(Before, XmlLimits.Default, MaxElements);
        BodyElement again = BodyParser.Parse(input, XmlLimits.Default, MaxElements);
        if (!string.Equals(body.Problem, again.Problem, StringComparison.Ordinal) || !body.Payload.AsSpan().SequenceEqual(again.Payload))
        {
            return Verdict.Wrong("The same bytes give different results.");
        }

        PlatformReading theirs = PlatformReading.Of(input);
        return body.Problem is not null ? JudgeRefusal(input, body, theirs) : JudgeRelay(input, body, theirs);
    }

    private static Verdict JudgeRefusal(byte[] input, BodyElement body, PlatformReading theirs)
    {
        if (body.Payload.Length > 0 || body.ProblemOffset < 0 || body.ProblemOffset > input.Length)
        {
            return Verdict.Wrong($"A refused body has a payload, or its fault ({body.Problem}) is out of its bounds.");
        }

        bool mayRefuse = Rules.Contains(body.Problem!, StringComparer.Ordinal)
            || DocumentTarget.MayRefuse(input, Enum.Parse<XmlError>(body.Problem!), body.ProblemOffset, theirs);
        return mayRefuse ? Verdict.Refused : Verdict.Wrong($"Theirs accepts, ours: {body.Problem} at {body.ProblemOffset}");
    }

    private static Verdict JudgeRelay(byte[] input, BodyElement body, PlatformReading theirs)
    {
        Reading ours = Reading.Of(input);
        if (ours.Error != XmlError.None || theirs.IsRestricted)
        {
            return Verdict.Wrong($"Accepted, but {ours.Error}");
        }

        PlatformReading atServer = PlatformReading.Of(Relayed.InStream(body.Payload));
        PlatformReading withLang = PlatformReading.Of(Relayed.InStream(Relayed.WithLang(body)));
        if (theirs.Error is not null || atServer.Error is not null)
        {
            return theirs.Error is not null && ours.Names.Any(DocumentTarget.HasLettersOfTheFifthEdition)
                ? Verdict.Accepted
                : Verdict.Wrong($"Ours accepts, theirs: {theirs.Error ?? atServer.Error}\n{Encoding.UTF8.GetString(body.Payload)}");
        }

        IReadOnlyList<string> expected = [.. PlatformReading.Inside(theirs.Events, withText: false).Select(Relayed.ForServer)];
        IReadOnlyList<string> sent = PlatformReading.Inside(atServer.Events, withText: true);
        if (!expected.SequenceEqual(sent, StringComparer.Ordinal))
        {
            return Verdict.Wrong($"The meaning has changed.\n{Encoding.UTF8.GetString(body.Payload)}\n{Printing.Compare(sent, expected)}");
        }

        if (withLang.Error is not null || PlatformReading.CountRoots(withLang.Events) != body.ElementCount)
        {
            return Verdict.Wrong($"The language is in the wrong place: {Encoding.UTF8.GetString(Relayed.WithLang(body))}");
        }

        return PlatformReading.CountRoots(atServer.Events) != body.ElementCount
            ? Verdict.Wrong($"{body.ElementCount} elements counted, others sent.")
            : Relayed.IsByteForByte(input, body.Payload) ? Verdict.Accepted
            : Verdict.Wrong($"More than declarations has changed: {Encoding.UTF8.GetString(body.Payload)}");
    }
}
