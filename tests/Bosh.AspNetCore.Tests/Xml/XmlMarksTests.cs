using System.Text;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class XmlMarksTests
{
    [Theory]
    [InlineData("", 0ul)]
    [InlineData("<a x='1'>text</a>", 0b10010000110100001ul)]
    [InlineData("\"&;=/!?[]", 1ul)]
    public void Each_mark_has_its_bit(string text, ulong marks) => Assert.Equal(marks, XmlMarks.Find(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_byte_is_a_mark_or_none_at_any_place_of_a_block_of_any_length()
    {
        for (int length = 1; length < 100; length++)
        {
            byte[] text = new byte[length];
            for (int place = 0; place < length; place++)
            {
                for (int b = 0; b < 256; b++)
                {
                    text[place] = (byte)b;
                    ulong expected = (char)b is '<' or '>' or '"' or '\'' && place < XmlMarks.BlockSize ? 1ul << place : 0;
                    if (XmlMarks.Find(text) != expected)
                    {
                        Assert.Fail($"{b} at {place} of {length}");
                    }
                }

                text[place] = 0;
            }
        }
    }

    [Fact]
    public void With_escapes_the_bytes_that_are_more_than_they_seem_are_found_too_from_any_place_on()
    {
        for (int length = 1; length < 200; length += length < 70 ? 1 : 13)
        {
            byte[] text = new byte[length];
            Array.Fill(text, (byte)'a');
            for (int place = 0; place < length; place++)
            {
                foreach (byte b in (byte[])[.. "\t\n\r !\"#$%&'()*+,-./:;<=>?@[]^_`~"u8, 0x7F, 0x80, 0xA2, 0xBC, 0xBE, 0xFF])
                {
                    text[place] = b;
                    for (int start = Math.Max(0, place - 70); start < length; start += 5)
                    {
                        bool isFound = "<>\"'&\t\r\n"u8.Contains(b) && place >= start && place < start + XmlMarks.BlockSize;
                        ulong expected = isFound ? 1ul << (place - start) : 0;
                        if (XmlMarks.FindWithEscapes(text, start) != expected)
                        {
                            Assert.Fail($"{b} at {place} of {length}, from {start} on");
                        }
                    }
                }

                text[place] = (byte)'a';
            }
        }
    }
}
