using Bosh.AspNetCore.IntegrationTests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Options: from code, from configuration, and checked when the app starts.</summary>
public sealed class OptionsTests : BoshTest
{
    [Fact]
    public void Configuration_has_the_last_word()
    {
        var options = Read(
            new(StringComparer.Ordinal)
            {
                ["Bosh:MaxWait"] = "00:00:30",
                ["Bosh:MaxHold"] = "3",
                ["Bosh:Inactivity"] = "00:01:30",
                ["Bosh:Polling"] = "00:00:00",
                ["Bosh:Limits:MaxBodySize"] = "4096",
                ["Bosh:Limits:MaxSessionsPerAddress"] = "7",
                ["Bosh:Cors:Origins:0"] = "https://chat.example.com",
                ["Bosh:Cors:AllowCredentials"] = "true",
                ["Bosh:Cors:ExposedHeaders:0"] = "X-Shard",
                ["Bosh:Domains:example.com:Host"] = "xmpp.internal",
                ["Bosh:Domains:example.com:Port"] = "5333",
                ["Bosh:Domains:example.com:Tls"] = "Direct",
                ["Bosh:Domains:example.com:ConnectTimeout"] = "00:00:05",
                ["Bosh:Domains:conference.example.org:Tls"] = "starttlsifoffered",
            },
            options =>
            {
                options.MaxHold = 1;
                options.MaxPause = TimeSpan.FromSeconds(30);
                options.Domains.Add("EXAMPLE.com", domain =>
                {
                    domain.Host = "elsewhere";
                    domain.Port = 1;
                });
            });
        Assert.Equal(TimeSpan.FromSeconds(30), options.MaxWait);
        Assert.Equal(3, options.MaxHold);
        Assert.Equal(TimeSpan.FromSeconds(90), options.Inactivity);
        Assert.Equal(TimeSpan.Zero, options.Polling);
        Assert.Equal(TimeSpan.FromSeconds(30), options.MaxPause);
        Assert.Equal(4096, options.Limits.MaxBodySize);
        Assert.Equal(7, options.Limits.MaxSessionsPerAddress);
        Assert.Equal("https://chat.example.com", Assert.Single(options.Cors.Origins));
        Assert.True(options.Cors.AllowCredentials);
        Assert.Equal("X-Shard", Assert.Single(options.Cors.ExposedHeaders));
        Assert.Equal(["EXAMPLE.com", "conference.example.org", "localhost"], options.Domains.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var domain = options.Domains["Example.Com"];
        Assert.Equal("xmpp.internal", domain.Host);
        Assert.Equal(5333, domain.Port);
        Assert.Equal(UpstreamTls.Direct, domain.Tls);
        Assert.Equal(TimeSpan.FromSeconds(5), domain.ConnectTimeout);
        Assert.Null(options.Domains["conference.example.org"].Host);
        Assert.Equal(UpstreamTls.StartTlsIfOffered, options.Domains["conference.example.org"].Tls);
    }

    [Fact]
    public void Servers_may_be_names_and_addresses_of_either_kind()
    {
        var domain = Read(new(StringComparer.Ordinal)
        {
            ["Bosh:Domains:example.com:Servers:0"] = "xmpp1.internal:5222",
            ["Bosh:Domains:example.com:Servers:1"] = "192.0.2.1:5223",
            ["Bosh:Domains:example.com:Servers:2"] = "[2001:db8::1]:5224",
            ["Bosh:Domains:example.org:Host"] = "2001:db8::1",
            ["Bosh:Domains:example.net:Host"] = "[2001:db8::1]",
        }).Domains["example.com"];
        Assert.Equal(["xmpp1.internal:5222", "192.0.2.1:5223", "[2001:db8::1]:5224"], domain.Servers, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Domain_may_be_served_with_the_defaults_alone(string? value)
        => Assert.Null(Read(new(StringComparer.Ordinal) { ["Bosh:Domains:example.com"] = value }).Domains["example.com"].Host);

    [Theory]
    [InlineData("Bosh:MaxWait", "60", "Bosh:MaxWait is 60.00:00:00; it must be from 00:00:01 to 00:10:00. A bare number means days: for 60 seconds write 00:01:00.")]
    [InlineData("Bosh:MaxWait", "00:00:00", "Bosh:MaxWait is 00:00:00; it must be from 00:00:01 to 00:10:00.")]
    [InlineData("Bosh:Inactivity", "02:00:00", "Bosh:Inactivity is 02:00:00; it must be from 00:00:01 to 01:00:00.")]
    [InlineData("Bosh:MaxHold", "0", "Bosh:MaxHold is 0; it must be from 1 to 10.")]
    [InlineData("Bosh:Limits:MaxBodySize", "10", "Bosh:Limits:MaxBodySize is 10; it must be from 1024 to 1073741824.")]
    [InlineData("Bosh:Domains:example.com:Port", "70000", "Bosh:Domains:example.com:Port is 70000; it must be from 1 to 65535.")]
    [InlineData("Bosh:Domains:example.com:ConnectTimeout", "15", "A bare number means days: for 15 seconds write 00:00:15.")]
    [InlineData("Bosh:Domains:example.com:Tls", "9", "Bosh:Domains:example.com:Tls is none of None, StartTlsIfOffered, StartTls, Direct.")]
    [InlineData("Bosh:Domains:example.com:ProxyProtocol", "3", "Bosh:Domains:example.com:ProxyProtocol is none of None, V1, V2.")]
    [InlineData("Bosh:Domains:example.com:KeepAlive", "60", "A bare number means days: for 60 seconds write 00:01:00.")]
    [InlineData("Bosh:Domains:example.com:KeepAlive", "00:00:00.5", "Bosh:Domains:example.com:KeepAlive is 00:00:00.5000000; it must be from 00:00:01 to 01:00:00.")]
    [InlineData("Bosh:ContentTypes:0", "html", "Bosh:ContentTypes has 'html', which is no media type alone, such as text/plain.")]
    [InlineData("Bosh:ContentTypes:0", "text/xml; charset=utf-8", "Bosh:ContentTypes has")]
    [InlineData("Bosh:ContentTypes:0", "text/*", "Bosh:ContentTypes has")]
    [InlineData("Bosh:SecureUri", "http://example.com/", "Bosh:SecureUri is http://example.com/, which is no absolute https address, such as https://example.com/http-bind.")]
    [InlineData("Bosh:SecureUri", "/http-bind", "Bosh:SecureUri is /http-bind, which is no absolute https address")]
    [InlineData("Bosh:Domains:example.com:AllowRoute", "true", "Bosh:Domains:example.com:AllowRoute needs Bosh:Domains:example.com:Routes")]
    [InlineData("Bosh:Domains:example.com:Routes:0", "xmpp.internal", "Bosh:Domains:example.com:Routes has 'xmpp.internal', which is not host:port.")]
    [InlineData("Bosh:Domains:example.com:Servers:0", "xmpp.internal", "Bosh:Domains:example.com:Servers has 'xmpp.internal', which is not host:port")]
    [InlineData("Bosh:Domains:example.com:Servers:0", "2001:db8::1:5222", "Bosh:Domains:example.com:Servers has '2001:db8::1:5222'")]
    [InlineData("Bosh:Domains:example.com:Servers:0", "a:b:1", "Bosh:Domains:example.com:Servers has 'a:b:1'")]
    [InlineData("Bosh:Domains:example.com:Servers:0", "[a:1]:1", "Bosh:Domains:example.com:Servers has '[a:1]:1'")]
    [InlineData("Bosh:Domains:example.com:Servers:0", "xmpp.internal:0", "Bosh:Domains:example.com:Servers has 'xmpp.internal:0'")]
    [InlineData("Bosh:Domains:localhost:Servers:0", "a:1", "Bosh:Domains:localhost has Servers and Host or Port: put all servers into")]
    [InlineData("Bosh:Domains:example.com:Host", "xmpp.internal:5222", "Bosh:Domains:example.com:Host is 'xmpp.internal:5222', which is no name or address")]
    [InlineData("Bosh:Domains:example.com:Host", "https://xmpp.internal", "Bosh:Domains:example.com:Host is 'https://xmpp.internal'")]
    [InlineData("Bosh:Domains:example.com:AttemptTimeout", "00:00:00", "Bosh:Domains:example.com:AttemptTimeout is 00:00:00; it must be from 00:00:00.1000000 to 00:05:00.")]
    [InlineData("Bosh:Cors:AllowCredentials", "true", "Bosh:Cors:AllowCredentials needs Bosh:Cors:Origins")]
    public async Task Value_out_of_its_limits_stops_the_app_with_a_message_that_says_so(string key, string value, string message)
    {
        var app = new BoshApp
        {
            Settings = { [key] = value },
            Options = options => options.Domains.Add("localhost", domain => domain.Host = "127.0.0.1"),
        };
        var error = Assert.Throws<OptionsValidationException>(app.Start);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        await app.DisposeAsync();
    }

    [Theory]
    [InlineData("Bosh:MaxWait", "soon")]
    [InlineData("Bosh:Domains:example.com:Tls", "maybe")]
    public async Task Value_that_is_none_stops_the_app(string key, string value)
    {
        var app = new BoshApp { Settings = { [key] = value } };
        var error = Assert.Throws<InvalidOperationException>(app.Start);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
        await app.DisposeAsync();
    }

    private BoshOptions Read(Dictionary<string, string?> settings, Action<BoshOptions>? configure = null)
        => Run(new BoshApp { Settings = settings, Options = configure }).Host.Services.GetRequiredService<IOptions<BoshOptions>>().Value;
}
