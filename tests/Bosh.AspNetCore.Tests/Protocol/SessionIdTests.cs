using System.Text;
using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class SessionIdTests
{
    [Fact]
    public void What_is_written_can_be_read()
    {
        SessionId id = SessionId.Create();
        Assert.Matches("^[0-9a-f]{32}$", id.ToText());
        Assert.True(SessionId.TryParse(Encoding.ASCII.GetBytes(id.ToText()), out SessionId read));
        Assert.Equal(id, read);
    }

    [Fact]
    public void Leading_zeros_are_written()
        => Assert.Equal("0000000000000000000000000000000a", new SessionId(10).ToText());

    [Fact]
    public void No_two_are_alike()
        => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => SessionId.Create()).Distinct().Count());

    /// <summary>Nine standard deviations and a half: a counter, a time, or bits that are always set would be found.</summary>
    [Fact]
    public void Each_of_128_bits_is_0_as_often_as_1()
    {
        var values = Enumerable.Range(0, 1000).Select(_ => SessionId.Create().Value).ToList();
        for (int bit = 0; bit < 128; bit++)
        {
            Assert.InRange(values.Count(value => ((value >> bit) & 1) == 1), 350, 650);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000")]
    [InlineData("000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000A")]
    [InlineData("0000000000000000000000000000000g")]
    [InlineData("0000000000000000 000000000000000")]
    [InlineData("000000000000000000000000000000\u00E9")]
    public void An_identifier_has_one_form(string text)
        => Assert.False(SessionId.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void It_does_not_get_into_a_log_by_accident()
    {
        SessionId id = SessionId.Create();
        Assert.DoesNotContain(id.ToText(), $"{id}", StringComparison.Ordinal);
        Assert.DoesNotContain(id.ToText(), id.ToString(), StringComparison.Ordinal);
    }
}
