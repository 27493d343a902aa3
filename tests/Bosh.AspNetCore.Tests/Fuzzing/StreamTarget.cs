using System.Text;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>
/// Streams from servers, from the bytes to the elements for the client. They are the same however the stream is cut, and mean to the client what they
/// meant in the stream.
/// </summary>
internal sealed class StreamTarget : IFuzzTarget
{
    public string Name => "stream";

    public byte[] Next(Random random, IReadOnlyList<byte[]> corpus) => new StreamGenerator(random, corpus).Next();

    public Verdict Judge(byte[] input)
    {
        StreamReading ours = StreamReading.Of(input, []);
        foreach (int[] cuts in Cuts(input))
        {
            StreamReading cut = StreamReading.Of(input, cuts);
            if (!ours.Frames.SequenceEqual(cut.Frames) || ours.Error != cut.Error)
            {
                return Verdict.Wrong($"Cut at {string.Join(',', cuts)}, other frames.\n{Printing.Compare(ours.Lines, cut.Lines)}");
            }
        }

        return JudgeEnd(input, ours) ?? JudgeElements(input, ours) ?? (ours.IsEnded ? Verdict.Accepted : Verdict.Refused);
    }

    /// <summary>Each byte alone, and some pieces that depend on the input alone.</summary>
    private static IEnumerable<int[]> Cuts(byte[] input)
    {
        yield return [.. Enumerable.Range(0, input.Length)];
        var random = new Random(input.Length + (input.Length > 0 ? input[^1] << 16 : 0));
        for (int i = 0; i < 4; i++)
        {
            yield return [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(input.Length + 1)).Order()];
        }
    }

    /// <summary>A stream that is a document to theirs is one to ours.</summary>
    private static Verdict? JudgeEnd(byte[] input, StreamReading ours)
    {
        PlatformReading theirs = PlatformReading.Of(input);
        bool isStream = theirs.Error is null
            && theirs.Events[0].StartsWith("<{http://etherx.jabber.org/streams}stream", StringComparison.Ordinal)
            && PlatformReading.Inside(theirs.Events, withText: true).SequenceEqual(PlatformReading.Inside(theirs.Events, withText: false), StringComparer.Ordinal);
        bool isCData = ours.Error == XmlError.RestrictedXml && ours.Offset > 0 && input.AsSpan(ours.Offset - 1).StartsWith("<![CDATA["u8);
        return !isStream || isCData || ours.IsEnded || ours.Error is XmlError.TextNotAllowed or XmlError.HeaderExpected || DocumentTarget.MayRefuse(input, ours.Error, ours.Offset, theirs)
            ? null
            : Verdict.Wrong($"Theirs accepts, ours: {ours.Error} at {ours.Offset}");
    }

    /// <summary>What has been taken before something went wrong is well-formed, and is given out with its meaning.</summary>
    private static Verdict? JudgeElements(byte[] input, StreamReading ours)
    {
        if (ours.RootName.Length == 0)
        {
            return null;
        }

        byte[] taken = ours.IsEnded ? input[..ours.TakenEnd] : [.. input.AsSpan(0, ours.TakenEnd), .. Encoding.UTF8.GetBytes($"</{ours.RootName}>")];
        PlatformReading theirs = PlatformReading.Of(taken);
        string answer = ours.Answer();
        PlatformReading atClient = PlatformReading.Of(Encoding.UTF8.GetBytes(answer));
        if (theirs.Error is not null || theirs.IsRestricted || atClient.Error is not null)
        {
            return Reading.Of(taken).Names.Any(DocumentTarget.HasLettersOfTheFifthEdition)
                ? null
                : Verdict.Wrong($"Ours accepts, theirs: {theirs.Error ?? atClient.Error}\n{answer}");
        }

        IReadOnlyList<string> expected = PlatformReading.Inside(theirs.Events, withText: false);
        IReadOnlyList<string> given = PlatformReading.Inside(atClient.Events, withText: true);
        return expected.SequenceEqual(given, StringComparer.Ordinal)
            ? null
            : Verdict.Wrong($"The meaning has changed.\n{answer}\n{Printing.Compare(given, expected)}");
    }
}
