using System.Text;

namespace Bosh.AspNetCore.Tests.Fuzzing;

/// <summary>Stirs bytes: cuts, doubles, swaps, and slips in what might confuse a parser.</summary>
internal static class ByteMutator
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "<", ">", "</", "/>", "<a>", "</a>", "<a/>", "</body>", "<body>", "</stream:stream>", "<stream:stream>", "<?xml version='1.0'?>", "<?pi?>", "<!--c-->",
            "<!DOCTYPE a>", "<!DOCTYPE a [<!ENTITY e '<x/>'>]>", "<![CDATA[", "]]>", "<![CDATA[]]>", "]]", "&", "&lt;", "&e;", "&#0;", "&#60;", "&#x3C;", "&#xD800;",
            " xmlns=''", " xmlns='urn:1'", " xmlns:p='urn:1'", " xmlns:p=''", " xmlns:xml='urn:1'", " xmlns:xml='http://www.w3.org/XML/1998/namespace'", " xml:space='default'", " xmlns:xmlns='urn:1'", " xmlns='jabber:client'",
            " xmlns='http://jabber.org/protocol/httpbind'", " xmlns:p='http://jabber.org/protocol/httpbind'", " xmlns:stream='urn:1'",
            " xmlns:stream='http://etherx.jabber.org/streams'", "p:", "xml:", "xmlns:", "stream:", " xml:lang='de'", " x='1'", " x=\"'\"", "'", "\"", "=", ":", " ", "\t",
            "\r\n", "\uFEFF", "é", "\U0001F600", "\uFFFD", "\u0085", "\u2028", "\u037E", "\u2C00", "xmlns", "xml",
        }.Select(Encoding.UTF8.GetBytes),
        [0], [1], [0x0B], [0x1F], [0x7F], [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xBC], [0xE0, 0x80, 0xBC], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80],
        [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0xBC], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFE, 0xFF], [0xFF, 0xFE], [0xFF], [0xE2, 0x82],
        [0, (byte)'<'], [(byte)'<', 0],
    ];

    private static readonly byte[] Marks = "<>&;'\"/=:! ?[]x\t"u8.ToArray();

    /// <summary>Changes some places of the bytes.</summary>
    public static byte[] Mutate(byte[] input, Random random, int most = 3)
    {
        List<byte> bytes = [.. input];
        for (int i = random.Next(1, most + 1); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            int length = Math.Min(random.Next(1, random.Next(2, 32)), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    bytes[at] = Marks[random.Next(Marks.Length)];
                    break;
                case 4:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 5:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>The beginning of one input and the end of another.</summary>
    public static byte[] Splice(byte[] first, byte[] second, Random random)
        => [.. first.AsSpan(0, random.Next(first.Length + 1)), .. second.AsSpan(random.Next(second.Length + 1))];
}
