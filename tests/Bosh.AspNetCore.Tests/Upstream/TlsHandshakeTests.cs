using System.Net.Security;
using System.Security.Authentication;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.Tests.Upstream;

public sealed class TlsHandshakeTests
{
    private const SslProtocols Both = SslProtocols.Tls12 | SslProtocols.Tls13;

#pragma warning disable CA5397, SYSLIB0039, CS0618 // what must not be spoken has to be named here
    [Theory]
    [InlineData(SslProtocols.None, Both)]
    [InlineData(SslProtocols.Tls13, SslProtocols.Tls13)]
    [InlineData(SslProtocols.Tls12, SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls11, Both)]
    [InlineData(SslProtocols.Tls | SslProtocols.Tls11 | SslProtocols.Tls12, SslProtocols.Tls12)]
#pragma warning restore CA5397, SYSLIB0039, CS0618
    public void No_version_before_1_2_is_spoken_whatever_the_app_says(SslProtocols asked, SslProtocols spoken)
        => Assert.Equal(spoken, Options(tls => tls.EnabledSslProtocols = asked).EnabledSslProtocols);

    [Fact]
    public void Versions_1_2_and_1_3_are_spoken() => Assert.Equal(Both, Options(null).EnabledSslProtocols);

    [Fact]
    public void App_gets_options_of_its_own_for_each_handshake()
    {
        List<SslClientAuthenticationOptions> seen = [];
        var target = new UpstreamTarget("example.com", new BoshDomain { ConfigureTls = seen.Add });
        TlsHandshake.OptionsFor(target, UpstreamTls.StartTls);
        TlsHandshake.OptionsFor(target, UpstreamTls.StartTls);
        Assert.Equal(2, seen.Count);
        Assert.NotSame(seen[0], seen[1]);
        Assert.All(seen, options => Assert.Equal("example.com", options.TargetHost));
    }

    [Fact]
    public void Certificate_is_for_the_domain_wherever_the_server_is()
        => Assert.Equal("example.com", Options(null).TargetHost);

    private static SslClientAuthenticationOptions Options(Action<SslClientAuthenticationOptions>? configure) => TlsHandshake.OptionsFor(
        new UpstreamTarget("example.com", new BoshDomain { Host = "xmpp.internal", ConfigureTls = configure }), UpstreamTls.Direct);
}
