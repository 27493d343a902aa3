using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Xml;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>
/// The tokenizer beside the platform's reader: what ours accepts, theirs accepts with the same meaning; what theirs accepts, ours
/// accepts, but for what <see cref="MayRefuse"/> lists. And whoever passes over what is usual comes to the same verdict (<see cref="Skimming"/>).
/// </summary>
internal sealed class DocumentTarget : IFuzzTarget
{
    public string Name => "document";

    public byte[] Next(Random random, IReadOnlyList<byte[]> corpus)
    {
        if (corpus.Count == 0 || random.Next(4) > 0)
        {
            return new DocumentGenerator(random).Next();
        }

        byte[] written = corpus[random.Next(corpus.Count)];
        return random.Next(4) == 0 ? ByteMutator.Splice(written, corpus[random.Next(corpus.Count)], random) : ByteMutator.Mutate(written, random);
    }

    public Verdict Judge(byte[] input)
    {
        if (Skimming.Compare(input) is string complaint)
        {
            return Verdict.Wrong(complaint);
        }

        Reading ours = Reading.Of(input);
        PlatformReading theirs = PlatformReading.Of(input);
        if (ours.Error != XmlError.None)
        {
            return ours.Offset >= 0 && ours.Offset <= input.Length && MayRefuse(input, ours.Error, ours.Offset, theirs)
                ? Verdict.Refused
                : Verdict.Wrong($"Theirs accepts, ours: {ours.Error} at {ours.Offset}");
        }

        if (theirs.Error is not null && ours.Names.Any(HasLettersOfTheFifthEdition))
        {
            return Verdict.Accepted;
        }

        return theirs.Error is null && !theirs.IsRestricted && ours.Events.SequenceEqual(theirs.Events, StringComparer.Ordinal)
            ? Verdict.Accepted
            : Verdict.Wrong($"Ours accepts, theirs: {theirs.Error ?? "has another meaning"}\n{Printing.Compare(ours.Events, theirs.Events)}");
    }

    /// <summary>
    /// What theirs accepts and ours need not: what BOSH restricts, encodings other than UTF-8, what is beyond a limit, an element with the prefix
    /// xmlns (Namespaces in XML, 3, forbids it), any version that begins with 1.0, half a character at the very end, and references to numbers beyond the
    /// last character: it keeps 16 bits of what it makes two surrogates of, and takes some of them.
    /// </summary>
    public static bool MayRefuse(ReadOnlySpan<byte> document, XmlError error, int offset, PlatformReading theirs)
        => theirs.Error is not null
            || theirs.IsRestricted
            || document.Contains((byte)0)
            || document.StartsWith(new byte[] { 0xFE, 0xFF })
            || document.StartsWith(new byte[] { 0xFF, 0xFE })
            || error is XmlError.TooDeep or XmlError.TooManyAttributes or XmlError.TooManyNamespaces or XmlError.NameTooLong
            || (error == XmlError.InvalidReference && IsBeyondTheLastCharacter(document[offset..]))
            || (error == XmlError.UnboundPrefix && document[offset..].StartsWith("xmlns:"u8))
            || (error is XmlError.MalformedTag or XmlError.InvalidUtf8 && offset <= document.IndexOf("?>"u8) && document.IndexOf("<?xml"u8) is >= 0 and <= 3)
            || (error is XmlError.InvalidUtf8 or XmlError.ForbiddenCharacter && PlatformReading.DeclaresAnotherEncoding(document))
            || (error == XmlError.InvalidUtf8 && Rune.DecodeFromUtf8(document[offset..], out _, out _) == OperationStatus.NeedMoreData);

    /// <summary>The platform follows the fourth edition, which knows fewer letters.</summary>
    public static bool HasLettersOfTheFifthEdition(string name)
        => name.Split(':').Any(part => !XmlConvert.IsStartNCNameChar(part[0]) || !part.All(XmlConvert.IsNCNameChar));

    private static bool IsBeyondTheLastCharacter(ReadOnlySpan<byte> reference)
    {
        string text = Encoding.UTF8.GetString(reference[..(reference.IndexOf((byte)';') + 1)]);
        bool isHex = text.StartsWith("&#x", StringComparison.Ordinal);
        return text.StartsWith("&#", StringComparison.Ordinal)
            && BigInteger.TryParse(
                "0" + text[(isHex ? 3 : 2)..^1], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number)
            && number > 0x10FFFF;
    }
}
