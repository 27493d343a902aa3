using System.Net;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Upstream;

public sealed class AddressOrderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1 ::1", "192.0.2.1 ::1")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3", "192.0.2.1 192.0.2.2 192.0.2.3")]
    [InlineData("::1 ::2 ::3 192.0.2.1 192.0.2.2", "::1 192.0.2.1 ::2 192.0.2.2 ::3")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3 ::1", "192.0.2.1 ::1 192.0.2.2 192.0.2.3")]
    [InlineData("::1 192.0.2.1 192.0.2.2 192.0.2.3", "::1 192.0.2.1 192.0.2.2 192.0.2.3")]
    [InlineData("192.0.2.1 ::1 ::2 ::3", "192.0.2.1 ::1 ::2 ::3")]
    public void Kinds_take_turns_and_each_keeps_its_order(string addresses, string ordered)
        => Assert.Equal(
            ordered,
            string.Join(' ', AddressOrder.Interleave([.. addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)])));
}
