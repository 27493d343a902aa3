using Bosh.AspNetCore.Protocol;
using Xunit;

namespace Bosh.AspNetCore.Tests.Protocol;

/// <summary>XEP-0124, Session Creation Request: <c>route</c>.</summary>
public sealed class RouteAddressTests
{
    [Theory]
    [InlineData("xmpp:example.com:9999", "xmpp", "example.com", 9999)]
    [InlineData("xmpp:2001:db8::1:5222", "xmpp", "2001:db8::1", 5222)]
    [InlineData("xmpp:[2001:db8::1]:5222", "xmpp", "2001:db8::1", 5222)]
    [InlineData("other:h:1", "other", "h", 1)]
    public void Route_is_a_protocol_a_host_and_a_port(string text, string protocol, string host, int port)
        => Assert.Equal(new RouteAddress(protocol, host, port), RouteAddress.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("xmpp")]
    [InlineData("xmpp:example.com")]
    [InlineData("example.com:5222")]
    [InlineData(":example.com:5222")]
    [InlineData("xmpp::5222")]
    [InlineData("xmpp:[]:5222")]
    [InlineData("xmpp:[::1:5222")]
    [InlineData("xmpp:example.com:")]
    [InlineData("xmpp:example.com:0")]
    [InlineData("xmpp:example.com:65536")]
    [InlineData("xmpp:example.com:-1")]
    [InlineData("xmpp:example.com: 1")]
    [InlineData("xmpp:example.com:0x1")]
    [InlineData("xmpp://example.com:5222")]
    [InlineData("xmpp:example.com:5222/")]
    [InlineData("xmpp:user@example.com:5222")]
    [InlineData("xmpp:example.com?x:5222")]
    [InlineData("xmpp:a b:5222")]
    public void Anything_else_is_none(string text) => Assert.Null(RouteAddress.Parse(text));
}
