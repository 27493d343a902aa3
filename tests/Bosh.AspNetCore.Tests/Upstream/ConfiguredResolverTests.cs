using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Upstream;

public sealed class ConfiguredResolverTests
{
    [Theory]
    [InlineData(null, null, null, "example.com:5222")]
    [InlineData("", null, null, "example.com:5222")]
    [InlineData("xmpp.internal", null, null, "xmpp.internal:5222")]
    [InlineData("xmpp.internal", null, UpstreamTls.Direct, "xmpp.internal:5223")]
    [InlineData("xmpp.internal", 443, UpstreamTls.Direct, "xmpp.internal:443")]
    [InlineData("2001:db8::1", 15222, null, "[2001:db8::1]:15222")]
    [InlineData("[2001:db8::1]", 15222, null, "[2001:db8::1]:15222")]
    public void Host_and_port_have_defaults(string? host, int? port, UpstreamTls? tls, string server)
    {
        var settings = new BoshDomain { Host = host, Port = port, Tls = tls };
        Assert.Equal(server, Assert.Single(ConfiguredResolver.ServersOf("example.com", settings)).ToString());
    }

    [Fact]
    public void Servers_keep_their_order_and_have_ports_of_their_own()
    {
        var settings = new BoshDomain { Servers = { "b.example:5222", "[2001:db8::1]:5223", "192.0.2.1:443" }, Tls = UpstreamTls.Direct };
        Assert.Equal(
            ["b.example:5222", "[2001:db8::1]:5223", "192.0.2.1:443"],
            ConfiguredResolver.ServersOf("example.com", settings).Select(s => s.ToString()),
            StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("xmpp.internal", null, null, UpstreamTls.StartTls)]
    [InlineData("192.0.2.1", null, null, UpstreamTls.StartTls)]
    [InlineData("localhost.example.com", null, null, UpstreamTls.StartTls)]
    [InlineData("localhost", null, null, UpstreamTls.None)]
    [InlineData("127.0.0.2", null, null, UpstreamTls.None)]
    [InlineData("::1", null, null, UpstreamTls.None)]
    [InlineData("localhost", UpstreamTls.StartTls, null, UpstreamTls.StartTls)]
    [InlineData("xmpp.internal", UpstreamTls.None, null, UpstreamTls.None)]
    [InlineData("xmpp.internal", UpstreamTls.StartTls, UpstreamTls.Direct, UpstreamTls.Direct)]
    public void Connections_are_encrypted_by_default_but_for_those_that_stay_on_the_machine(
        string host, UpstreamTls? domain, UpstreamTls? found, UpstreamTls tls)
        => Assert.Equal(tls, ConfiguredResolver.TlsOf(new UpstreamEndPoint(host, 5222) { Tls = found }, new BoshDomain { Tls = domain }));
}
