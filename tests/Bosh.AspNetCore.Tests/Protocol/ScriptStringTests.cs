using System.Globalization;
using System.Text;
using System.Text.Json;
using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>XEP-0252, Changes to the Response Syntax.</summary>
public sealed class ScriptStringTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("<body a='b'>x</body>", "<body a='b'>x</body>")]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData("a\nb\rc\td", "a\\nb\\rc\td")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("\u200e\u200f\u00ad\ufeff\u061c\u2060", "\\u200e\\u200f\\u00ad\\ufeff\\u061c\\u2060")]
    [InlineData("\U000e0041\U0001d173", "\\udb40\\udc41\\ud834\\udd73")]
    [InlineData("\u00e4\u20ac\U0001f600\u0301", "\u00e4\u20ac\U0001f600\u0301")]
    [InlineData("\\u2028 \\n", "\\\\u2028 \\\\n")]
    public void Characters_that_a_string_cannot_have_are_escaped(string text, string escaped)
        => Assert.Equal($"_BOSH_(\"{escaped}\")", Encoding.UTF8.GetString(ScriptString.Write(Encoding.UTF8.GetBytes(text))));

    /// <summary>Strings of JSON are strings of ECMAScript, but for what this does not write.</summary>
    [Fact]
    public void Every_character_of_xml_comes_through_and_no_other_is_written_raw()
    {
        var text = new StringBuilder("\n\r");
        for (int c = 0x20; c <= 0x10FFFF; c = c == 0xD7FF ? 0xE000 : c == 0xFFFD ? 0x10000 : c + 1)
        {
            text.Append(char.ConvertFromUtf32(c));
        }

        string script = Encoding.UTF8.GetString(ScriptString.Write(Encoding.UTF8.GetBytes(text.ToString())));
        string literal = script["_BOSH_(".Length..^1];
        Assert.Equal(text.ToString(), JsonSerializer.Deserialize<string>(literal));
        Assert.DoesNotContain(
            literal.EnumerateRunes(),
            rune => rune.Value is < 0x20 or 0x2028 or 0x2029 || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format);
    }
}
