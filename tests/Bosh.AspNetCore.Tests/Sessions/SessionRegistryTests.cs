using System.Net;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions;

/// <summary>Who is let in.</summary>
public sealed class SessionRegistryTests
{
    [Fact]
    public void A_session_that_could_not_be_made_does_not_count_for_its_address()
    {
        var factory = new FaultyFactory();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton<IUpstreamFactory>(factory);
        services.AddBosh(options =>
        {
            options.Domains.Add("example.com", _ => { });
            options.Limits.MaxSessionsPerAddress = 1;
        });
        using ServiceProvider provider = services.BuildServiceProvider();
        SessionRegistry sessions = provider.GetRequiredService<SessionRegistry>();
        Assert.Throws<InvalidOperationException>(() => Create(sessions));
        factory.IsFaulty = false;
        Assert.NotNull(Create(sessions).Session);
        Assert.Null(Create(sessions).Session);
        Assert.Equal(1, sessions.LiveCount);
    }

    private static Creation Create(SessionRegistry sessions) => sessions.Create(
        new BodyElement { Rid = 1, To = "example.com" }, new BoshDomain(), new Arrival(IPAddress.Parse("192.0.2.1"), IsProxied: false));

    private sealed class FaultyFactory : IUpstreamFactory
    {
        public bool IsFaulty { get; set; } = true;

        public IUpstreamLink Open(UpstreamTarget target, StreamTerms terms, IUpstreamListener listener)
            => IsFaulty ? throw new InvalidOperationException("A fault.") : new FakeLink();
    }
}
