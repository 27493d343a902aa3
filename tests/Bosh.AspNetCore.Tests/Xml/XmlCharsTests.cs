using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class XmlCharsTests
{
    [Theory]
    [InlineData("80")]              // a continuation byte alone
    [InlineData("C3")]              // a lead byte alone
    [InlineData("C341")]
    [InlineData("E282")]
    [InlineData("F09F98")]
    [InlineData("C080")]            // overlong
    [InlineData("C1BF")]
    [InlineData("E08080")]
    [InlineData("E09FBF")]
    [InlineData("F0808080")]
    [InlineData("F08FBFBF")]
    [InlineData("EDA080")]          // surrogates
    [InlineData("EDBFBF")]
    [InlineData("EDA0BDEDB880")]
    [InlineData("F4908080")]        // above U+10FFFF
    [InlineData("F5808080")]
    [InlineData("F888808080")]
    [InlineData("FE")]
    [InlineData("FF")]
    public void What_is_not_utf8_is_refused_where_it_stands(string hex)
    {
        byte[] text = [.. "<a>é"u8, .. Convert.FromHexString(hex), .. "</a>"u8];
        Assert.False(XmlChars.AreValid(text));
        Assert.Equal(5, XmlChars.ValidPrefixLength(text, out XmlError error));
        Assert.Equal(XmlError.InvalidUtf8, error);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("08")]
    [InlineData("0B")]
    [InlineData("0C")]
    [InlineData("0E")]
    [InlineData("1F")]
    [InlineData("EFBFBE")]
    [InlineData("EFBFBF")]
    public void Characters_that_xml_forbids_are_refused_where_they_stand(string hex)
    {
        byte[] text = [.. "<a>é"u8, .. Convert.FromHexString(hex), .. "</a>"u8];
        Assert.False(XmlChars.AreValid(text));
        Assert.Equal(5, XmlChars.ValidPrefixLength(text, out XmlError error));
        Assert.Equal(XmlError.ForbiddenCharacter, error);
    }

    [Theory]
    [InlineData("\t\r\n ~\u007F\u0080\u009F\u00A0")]
    [InlineData("\uD7FF\uE000\uFDD0\uFEFF\uFFFD")]
    [InlineData("\U00010000\U0001FFFE\U0010FFFF")]
    public void All_other_characters_are_taken(string text)
    {
        byte[] utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        Assert.True(XmlChars.AreValid(utf8));
        Assert.Equal(utf8.Length, XmlChars.ValidPrefixLength(utf8, out XmlError error));
        Assert.Equal(XmlError.None, error);
    }

    [Fact]
    public void Bad_characters_are_found_at_any_offset()
    {
        for (int offset = 0; offset < 100; offset++)
        {
            byte[] text = [.. Enumerable.Repeat((byte)'x', 100)];
            text[offset] = 0xFF;
            Assert.False(XmlChars.AreValid(text));
            text[offset] = 0x0B;
            Assert.False(XmlChars.AreValid(text));
        }
    }
}
