using System.Text;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.Tests.Xml;

public sealed class XmlReferencesTests
{
    [Theory]
    [InlineData("&lt;", '<', 4)]
    [InlineData("&gt;x", '>', 4)]
    [InlineData("&amp;amp;", '&', 5)]
    [InlineData("&apos;", '\'', 6)]
    [InlineData("&quot;", '"', 6)]
    [InlineData("&#9;", 9, 4)]
    [InlineData("&#00065;", 'A', 8)]
    [InlineData("&#x0000d;", 13, 9)]
    [InlineData("&#xaBc;", 0xABC, 7)]
    [InlineData("&#x10FFFF;", 0x10FFFF, 10)]
    [InlineData("&#xFFFD;", 0xFFFD, 8)]
    public void A_reference_stands_for_one_character(string text, int character, int length)
    {
        Assert.Equal(length, XmlReferences.Read(Encoding.UTF8.GetBytes(text), out Rune value));
        Assert.Equal(character, value.Value);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("é\U0001F600", "é\U0001F600")]
    [InlineData("a&amp;b&#x1F600;é", "a&b\U0001F600é")]
    [InlineData("&amp;lt;", "&lt;")]
    [InlineData("a\tb\nc\rd\r\ne", "a b c d e")]
    [InlineData("\r\r\n\n", "   ")]
    [InlineData("&#9;&#10;&#13;", "\t\n\r")]
    [InlineData("  a  ", "  a  ")]
    public void An_attribute_value_is_decoded_as_xml_says(string written, string meant)
    {
        Assert.Equal(meant, XmlReferences.Decode(Encoding.UTF8.GetBytes(written)));
        Assert.True(XmlReferences.ValueEquals(Encoding.UTF8.GetBytes(written), Encoding.UTF8.GetBytes(meant)));
    }

    [Fact]
    public void Values_are_compared_by_what_they_mean()
    {
        Assert.True(XmlReferences.ValueEquals("jabber:&#99;lient"u8, "jabber:client"u8));
        Assert.False(XmlReferences.ValueEquals("jabber:server"u8, "jabber:client"u8));
        Assert.False(XmlReferences.ValueEquals("a&amp;b"u8, "a&amp;b&"u8));
    }
}
