using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class XmlNamesTests
{
    [Fact]
    public void Names_follow_the_ranges_of_the_fifth_edition()
    {
        for (int c = 0x80; c <= 0x10FFFF; c = c == 0xD7FF ? 0xE000 : c + 1)
        {
            if (c is 0xFFFE or 0xFFFF)
            {
                continue;
            }

            byte[] one = System.Text.Encoding.UTF8.GetBytes(char.ConvertFromUtf32(c));
            bool isStart = c is (>= 0xC0 and <= 0xD6) or (>= 0xD8 and <= 0xF6) or (>= 0xF8 and <= 0x2FF) or (>= 0x370 and <= 0x37D)
                or (>= 0x37F and <= 0x1FFF) or (>= 0x200C and <= 0x200D) or (>= 0x2070 and <= 0x218F) or (>= 0x2C00 and <= 0x2FEF)
                or (>= 0x3001 and <= 0xD7FF) or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFFD) or (>= 0x10000 and <= 0xEFFFF);
            bool isName = isStart || c is 0xB7 or (>= 0x300 and <= 0x36F) or (>= 0x203F and <= 0x2040);
            if (XmlNames.NcNameLength(one) != (isStart ? one.Length : 0) || XmlNames.NcNameLength([(byte)'a', .. one]) != (isName ? 1 + one.Length : 1))
            {
                Assert.Fail($"U+{c:X4}");
            }
        }
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("a-b.c_d9 f", 8)]
    [InlineData("a:b", 1)]
    [InlineData("_a=", 2)]
    [InlineData(":a/", 0)]
    [InlineData("9a", 0)]
    [InlineData("-a", 0)]
    [InlineData(".a", 0)]
    [InlineData(" a", 0)]
    [InlineData("", 0)]
    [InlineData("aé>", 3)]
    [InlineData("éa9>", 4)]
    public void A_name_ends_where_its_characters_end(string text, int length)
        => Assert.Equal(length, XmlNames.NcNameLength(System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("xmlns='u'", 5)]
    [InlineData("x", 1)]
    [InlineData("a12345678b", 10)]
    [InlineData("é=''", 2)]
    public void A_key_is_of_the_name_alone_wherever_it_stands(string text, int length)
    {
        byte[] name = System.Text.Encoding.UTF8.GetBytes(text)[..length];
        byte[] alone = new byte[8];
        name.AsSpan(0, Math.Min(length, 8)).CopyTo(alone);
        ulong key = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(alone);
        Assert.Equal(key, XmlNames.Key(name, 0, length));
        Assert.Equal(key, XmlNames.Key([1, 2, 3, .. System.Text.Encoding.UTF8.GetBytes(text), .. "0123456789"u8], 3, length));
    }

    [Theory]
    [InlineData("xmlns", 0, true)]
    [InlineData("xmlns:a", 5, true)]
    [InlineData("xmlns:abcdef", 5, true)]
    [InlineData("xmlnsa", 0, false)]
    [InlineData("xmln", 0, false)]
    [InlineData("xmlnsa:b", 6, false)]
    [InlineData("a:xmlns", 1, false)]
    [InlineData("XMLNS", 0, false)]
    public void A_declaration_is_known_by_its_key(string name, int prefixLength, bool isXmlns)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(name);
        Assert.Equal(isXmlns, XmlNames.IsXmlns(XmlNames.Key(text, 0, text.Length), text.Length, prefixLength));
    }
}
