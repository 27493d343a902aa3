using System.Text;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>
/// What a reader sees of a document that wants to know just whether it is right, which tags need a second look, and what they rely on; by reading all of it,
/// or by passing over what is usual (<see cref="XmlTokenizer.SkipUsual"/>). Both must come to the same.
/// </summary>
/// <param name="Error">The rule that is broken.</param>
/// <param name="Offset">Where.</param>
/// <param name="Tags">The start tags with a prefix, without a namespace to be in, and those that declare the watched one; and where the elements end.</param>
/// <param name="Used">Which declarations around the elements have been relied on, after each of their end tags.</param>
internal sealed record Skimming(XmlError Error, int Offset, string Tags, string Used)
{
    private static readonly byte[] Watched = "urn:2"u8.ToArray();

    /// <summary>The complaint when the two ways do not come to the same; null when they do.</summary>
    public static string? Compare(ReadOnlySpan<byte> utf8)
    {
        if (!XmlChars.AreValid(utf8))
        {
            return null;
        }

        for (int depth = 1; depth <= 3; depth++)
        {
            Skimming all = Of(utf8, XmlLimits.Default, depth, isSkipping: false);
            Skimming skimmed = Of(utf8, XmlLimits.Default, depth, isSkipping: true);
            if (all != skimmed)
            {
                return $"Read to the end: {all}\nskipped below {depth}: {skimmed}";
            }
        }

        return null;
    }

    public static Skimming Of(ReadOnlySpan<byte> utf8, XmlLimits limits, int depth, bool isSkipping)
    {
        var tags = new StringBuilder();
        var used = new StringBuilder();
        var reader = new XmlTokenizer(utf8, limits);
        bool goesOn = reader.ReadDeclaration();
        while (goesOn && ((isSkipping && reader.SkipUsual(depth, Watched)) || reader.Read()))
        {
            if (reader.Kind == XmlTokenKind.EndTag && reader.Depth == depth - 1)
            {
                tags.Append("to ").Append(reader.TokenStart).Append('-').Append(reader.TokenEnd).Append(' ');
                used.Append(UseOf(reader.Bindings));
            }
            else if (reader.Kind == XmlTokenKind.StartTag && (reader.Depth <= depth || NeedsLook(ref reader)))
            {
                tags.Append(reader.TokenStart).Append('-').Append(reader.TokenEnd).Append(' ');
            }
        }

        return new Skimming(reader.Error, reader.Error == XmlError.None ? reader.TokenEnd : reader.TokenStart, tags.ToString(), used.ToString());
    }

    private static bool NeedsLook(scoped ref XmlTokenizer reader)
    {
        bool isWatched = reader.PrefixLength > 0 || reader.LacksDefaultNamespace;
        foreach (ref readonly XmlAttribute attribute in reader.Attributes)
        {
            isWatched |= attribute.IsDeclaration && attribute.PrefixLength == 0 && XmlReferences.ValueEquals(reader.Value(attribute), Watched);
        }

        return isWatched;
    }

    private static string UseOf(ReadOnlySpan<NamespaceBinding> bindings)
    {
        var use = new StringBuilder();
        foreach (ref readonly NamespaceBinding binding in bindings)
        {
            use.Append(binding.IsUsed ? '1' : '0');
        }

        return use.Append(' ').ToString();
    }
}
