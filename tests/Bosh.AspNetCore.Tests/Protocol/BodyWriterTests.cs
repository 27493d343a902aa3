using System.Text;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Tests.Fuzzing;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class BodyWriterTests
{
    [Fact]
    public void Attributes_stand_in_single_quotes_with_a_space_before()
    {
        using var writer = new BodyWriter(16);
        writer.Raw("<body"u8);
        writer.Attribute("to"u8, "example.com");
        writer.Attribute("rid"u8, 9007199254740991);
        writer.Attribute("min"u8, long.MinValue);
        writer.Attribute("x"u8, "y"u8);
        writer.Attribute("empty"u8, "");
        writer.Raw("/>"u8);
        Assert.Equal("<body to='example.com' rid='9007199254740991' min='-9223372036854775808' x='y' empty=''/>", Encoding.UTF8.GetString(writer.ToArray()));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("<&>'\"")]
    [InlineData("''''")]
    [InlineData("\t\r\n \r\n")]
    [InlineData("]]>")]
    [InlineData("é\U0001F600&amp;")]
    public void Values_mean_to_a_reader_what_was_written(string value)
    {
        using var writer = new BodyWriter(0);
        writer.Raw("<r><a"u8);
        writer.Attribute("x"u8, value);
        writer.Raw(">"u8);
        writer.Escape(Encoding.UTF8.GetBytes(value));
        writer.Raw("</a></r>"u8);
        Assert.Equal([$"<{{}}a {{}}x='{value}'>", $"text {value}", "</>"], PlatformReading.Inside(Encoding.UTF8.GetString(writer.ToArray())));
    }

    [Fact]
    public void The_buffer_grows_as_needed()
    {
        using var writer = new BodyWriter(1);
        for (int i = 0; i < 10_000; i++)
        {
            writer.Raw("0123456789"u8);
        }

        Assert.Equal(100_000, writer.Length);
        Assert.Equal(string.Concat(Enumerable.Repeat("0123456789", 10_000)), Encoding.ASCII.GetString(writer.ToArray()));
    }

    [Fact]
    public void Reserved_room_counts_once_it_is_advanced_over()
    {
        using var writer = new BodyWriter(4);
        writer.Raw("ab"u8);
        "cdefgh"u8.CopyTo(writer.Reserve(6));
        Assert.Equal(2, writer.Length);
        writer.Advance(6);
        Assert.Equal("abcdefgh", Encoding.ASCII.GetString(writer.ToArray()));
    }
}
