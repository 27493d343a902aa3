using System.Text;
using System.Xml;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

/// <summary>The tokenizer beside the platform's reader: what ours accepts, theirs accepts with the same meaning, and the other way round.</summary>
public sealed class XmlTokenizerDifferentialTests
{
    private const int Documents = 20_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Generated_documents_mean_the_same_to_both_readers(int seed)
    {
        var generator = new DocumentGenerator(seed);
        int accepted = 0;
        int refused = 0;
        int newNames = 0;
        for (int i = 0; i < Documents / 2; i++)
        {
            byte[] document = generator.Next();
            Reading ours = Reading.Of(document);
            PlatformReading theirs = PlatformReading.Of(document);
            if (ours.Error != XmlError.None)
            {
                refused++;
                AssertRefusable(document, ours, theirs);
            }
            else if (theirs.Error is not null && ours.Names.Any(HasLettersOfTheFifthEdition))
            {
                newNames++;
            }
            else
            {
                accepted++;
                AssertSame(document, ours, theirs);
            }
        }

        // A generator of nothing but nonsense, or of nothing wrong, would prove nothing.
        Assert.True(accepted > Documents / 8, $"accepted {accepted}");
        Assert.True(refused > Documents / 8, $"refused {refused}");
        Assert.True(newNames > 100, $"names of the fifth edition {newNames}");
    }

    private static void AssertSame(byte[] document, Reading ours, PlatformReading theirs)
    {
        if (theirs.Error is not null || theirs.IsRestricted || !ours.Events.SequenceEqual(theirs.Events, StringComparer.Ordinal))
        {
            Assert.Fail($"Ours accepts, theirs: {theirs.Error ?? "has another meaning"}\n{Print(document)}\n"
                + $"ours\n{string.Join('\n', ours.Events)}\ntheirs\n{string.Join('\n', theirs.Events)}");
        }
    }

    /// <summary>
    /// Nothing that may stand in a body is refused. The encoding is ours to choose; and theirs takes an element with the prefix xmlns, which
    /// Namespaces in XML, 3, forbids, and any version that begins with 1.0.
    /// </summary>
    private static void AssertRefusable(byte[] document, Reading ours, PlatformReading theirs)
    {
        bool mayRefuse = theirs.Error is not null
            || theirs.IsRestricted
            || document.AsSpan().Contains((byte)0)
            || (ours.Error == XmlError.UnboundPrefix && document.AsSpan(ours.Offset).StartsWith("xmlns:"u8))
            || (ours.Error == XmlError.MalformedTag && document.AsSpan(ours.Offset).StartsWith("<?xml"u8));
        Assert.True(mayRefuse, $"Theirs accepts, ours: {ours.Error} at {ours.Offset}\n{Print(document)}");
    }

    /// <summary>The platform follows the fourth edition, which knows fewer letters.</summary>
    private static bool HasLettersOfTheFifthEdition(string name)
        => name.Split(':').Any(part => !XmlConvert.IsStartNCNameChar(part[0]) || !part.All(XmlConvert.IsNCNameChar));

    private static string Print(byte[] document) => $"{Encoding.UTF8.GetString(document)}\n{Convert.ToHexString(document)}";
}
