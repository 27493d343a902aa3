using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace Bosh.AspNetCore.Tests;

public sealed class BoshOptionsTests
{
    [Fact]
    public void They_bind_from_the_section_Bosh()
    {
        BoshOptions options = Options(
            ("Bosh:Domains:example.com:Host", "127.0.0.1"),
            ("Bosh:Domains:example.com:Port", "15222"),
            ("Bosh:Domains:example.com:Tls", "StartTlsIfOffered"),
            ("Bosh:Domains:EXAMPLE.org:Host", "xmpp.internal"),
            ("Bosh:MaxWait", "00:00:40"),
            ("Bosh:MaxHold", "1"),
            ("Bosh:Inactivity", "00:02:00"),
            ("Bosh:Polling", "00:00:05"),
            ("Bosh:MaxPause", "00:05:00"),
            ("Bosh:Limits:MaxBodySize", "2048"),
            ("Bosh:Cors:Origins:0", "https://example.com"));
        Assert.Equal("127.0.0.1", options.Domains["Example.com"].Host);
        Assert.Equal(15222, options.Domains["example.com"].Port);
        Assert.Equal(UpstreamTls.StartTlsIfOffered, options.Domains["example.com"].Tls);
        Assert.Equal("xmpp.internal", options.Domains["example.org"].Host);
        Assert.Equal(TimeSpan.FromSeconds(40), options.MaxWait);
        Assert.Equal(1, options.MaxHold);
        Assert.Equal(TimeSpan.FromMinutes(2), options.Inactivity);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Polling);
        Assert.Equal(TimeSpan.FromMinutes(5), options.MaxPause);
        Assert.Equal(2048, options.Limits.MaxBodySize);
        Assert.Equal("https://example.com", Assert.Single(options.Cors.Origins));
    }

    [Fact]
    public void Configuration_has_the_last_word()
    {
        IServiceCollection services = Services(("Bosh:Domains:example.com:Host", "from.configuration"));
        services.AddBosh(o => o.Domains.Add("example.com", upstream =>
        {
            upstream.Host = "from.code";
            upstream.Port = 1234;
        }));
        BoshDomain domain = Options(services).Domains["example.com"];
        Assert.Equal("from.configuration", domain.Host);
        Assert.Equal(1234, domain.Port);
    }

    [Theory]
    [InlineData("Bosh:MaxWait", "60", "Bosh:MaxWait is 60.00:00:00; it must be from 00:00:01 to 00:10:00. A bare number means days: for 60 seconds write 00:01:00.")]
    [InlineData("Bosh:MaxPause", "120", "for 120 seconds write 00:02:00")]
    [InlineData("Bosh:Inactivity", "00:00:00", "Bosh:Inactivity is 00:00:00; it must be from 00:00:01 to 01:00:00.")]
    [InlineData("Bosh:MaxHold", "0", "Bosh:MaxHold is 0; it must be from 1 to 10.")]
    [InlineData("Bosh:Limits:MaxBodySize", "12", "Bosh:Limits:MaxBodySize is 12")]
    [InlineData("Bosh:Domains:example.com:Port", "70000", "Bosh:Domains:example.com:Port is 70000")]
    [InlineData("Bosh:Cors:AllowCredentials", "true", "Bosh:Cors:AllowCredentials needs Bosh:Cors:Origins")]
    public void A_value_out_of_its_limits_is_refused_with_a_word_of_advice(string key, string value, string message)
    {
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => Options((key, value)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_valid() => Assert.Equal(TimeSpan.FromSeconds(55), Options().MaxWait);

    /// <summary>XEP-0124, XML Schema: 8 bits for hold and requests, 16 for times.</summary>
    [Fact]
    public void Terms_fit_into_the_types_of_the_schema()
    {
        BoshOptions options = Options(
            ("Bosh:MaxWait", "00:10:00"), ("Bosh:MaxHold", "10"), ("Bosh:Inactivity", "01:00:00"), ("Bosh:Polling", "00:10:00"), ("Bosh:MaxPause", "01:00:00"));
        var request = new BodyElement { Wait = int.MaxValue, Hold = int.MaxValue };
        SessionTerms held = SessionTerms.Negotiate(request, options);
        SessionTerms polling = SessionTerms.Negotiate(new BodyElement { Hold = 0 }, options);
        Assert.All(
            [held.Wait, held.Inactivity, held.Polling, held.MaxPause, polling.Inactivity],
            time => Assert.InRange(time.TotalSeconds, 1, ushort.MaxValue));
        Assert.InRange(held.Requests, held.Hold + 1, byte.MaxValue);
    }

    private static BoshOptions Options(params (string Key, string Value)[] configuration) => Options(Services(configuration).AddBosh());

    private static BoshOptions Options(IServiceCollection services)
        => services.BuildServiceProvider().GetRequiredService<IOptions<BoshOptions>>().Value;

    private static ServiceCollection Services(params (string Key, string Value)[] configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value)))
            .Build());
        return services;
    }
}
