using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

public sealed class ProtocolVersionTests
{
    [Theory]
    [InlineData("1.6", 1, 6)]
    [InlineData("1.10", 1, 10)]
    [InlineData("0.0", 0, 0)]
    [InlineData("2.0", 2, 0)]
    public void A_version_is_two_integers(string text, int major, int minor)
    {
        Assert.True(ProtocolVersion.TryParse(text, out ProtocolVersion version));
        Assert.Equal(new ProtocolVersion(major, minor), version);
        Assert.Equal(text, version.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".6")]
    [InlineData("1.6.1")]
    [InlineData("1,6")]
    [InlineData("-1.6")]
    [InlineData("1.-6")]
    [InlineData("1. 6")]
    [InlineData("1.x")]
    [InlineData("99999999999.0")]
    public void Anything_else_is_none(string text) => Assert.False(ProtocolVersion.TryParse(text, out _));

    [Fact]
    public void Ten_is_above_six()
    {
        var ten = new ProtocolVersion(1, 10);
        var six = new ProtocolVersion(1, 6);
        Assert.Equal(six, ProtocolVersion.Lower(ten, six));
        Assert.Equal(six, ProtocolVersion.Lower(six, ten));
        Assert.Equal(ten, ProtocolVersion.Lower(ten, ProtocolVersion.Bosh));
        Assert.Equal(ProtocolVersion.Bosh, ProtocolVersion.Lower(new ProtocolVersion(2, 0), ProtocolVersion.Bosh));
        Assert.Equal(six, ProtocolVersion.Lower(six, six));
    }
}
