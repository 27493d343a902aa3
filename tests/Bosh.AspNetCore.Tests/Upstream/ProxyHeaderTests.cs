using System.Net;
using System.Text;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Upstream;

/// <summary>The PROXY protocol, sections 2.1 and 2.2, byte for byte.</summary>
public sealed class ProxyHeaderTests
{
    /// <summary>Section 2.1: the longest line is this, with the line end.</summary>
    private const int LongestLine = 107;

    private const string Signature = "0D0A0D0A000D0A515549540A";

    [Theory]
    [InlineData("192.168.0.1:56324", "192.168.0.11:443", "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n")]
    [InlineData("255.255.255.255:65535", "255.255.255.255:65535", "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n")]
    [InlineData("[2001:db8::1]:1", "[2001:db8:1:2:3:4:5:6]:443", "PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:1:2:3:4:5:6 1 443\r\n")]
    [InlineData("[::ffff:192.0.2.1]:5000", "[::ffff:192.0.2.2]:443", "PROXY TCP4 192.0.2.1 192.0.2.2 5000 443\r\n")]
    [InlineData("[fe80::5efe:192.0.2.1%2]:5000", "[fe80::1%2]:443", "PROXY TCP6 fe80:0:0:0:0:5efe:c000:201 fe80:0:0:0:0:0:0:1 5000 443\r\n")]
    [InlineData("192.0.2.1:0", null, "PROXY TCP4 192.0.2.1 0.0.0.0 0 0\r\n")]
    [InlineData("[2001:db8::1]:5000", null, "PROXY TCP6 2001:db8:0:0:0:0:0:1 0:0:0:0:0:0:0:0 5000 0\r\n")]
    [InlineData("192.0.2.1:5000", "[::1]:443", "PROXY TCP4 192.0.2.1 0.0.0.0 5000 443\r\n")]
    [InlineData("[2001:db8::1]:5000", "127.0.0.1:80", "PROXY TCP6 2001:db8:0:0:0:0:0:1 0:0:0:0:0:0:0:0 5000 80\r\n")]
    [InlineData(null, null, "PROXY UNKNOWN\r\n")]
    public void Version_1_is_a_line_of_text(string? client, string? ours, string line)
        => Assert.Equal(line, Encoding.ASCII.GetString(Create(UpstreamProxyProtocol.V1, client, ours)));

    [Fact]
    public void Line_of_version_1_is_never_longer_than_a_receiver_takes()
    {
        byte[] line = Create(
            UpstreamProxyProtocol.V1, "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
        Assert.InRange(line.Length, 100, LongestLine);
    }

    [Theory]
    [InlineData("192.168.0.1:56324", "192.168.0.11:443", "21" + "11" + "000C" + "C0A80001" + "C0A8000B" + "DC04" + "01BB")]
    [InlineData(
        "[2001:db8::1]:56324",
        "[2001:db8::2]:443",
        "21" + "21" + "0024" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000002" + "DC04" + "01BB")]
    [InlineData("[::ffff:192.0.2.1]:5000", "[::ffff:192.0.2.2]:443", "21" + "11" + "000C" + "C0000201" + "C0000202" + "1388" + "01BB")]
    [InlineData("192.0.2.1:5000", "[::1]:443", "21" + "11" + "000C" + "C0000201" + "00000000" + "1388" + "01BB")]
    [InlineData("192.0.2.1:0", null, "21" + "11" + "000C" + "C0000201" + "00000000" + "0000" + "0000")]
    [InlineData(null, null, "20" + "00" + "0000")]
    public void Version_2_is_binary(string? client, string? ours, string rest)
        => Assert.Equal(Signature + rest, Convert.ToHexString(Create(UpstreamProxyProtocol.V2, client, ours)));

    private static byte[] Create(UpstreamProxyProtocol version, string? client, string? ours)
        => ProxyHeader.Create(version, client is null ? null : new ClientEnds(IPEndPoint.Parse(client), ours is null ? null : IPEndPoint.Parse(ours)));
}
