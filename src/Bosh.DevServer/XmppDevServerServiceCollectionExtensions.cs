using Bosh.AspNetCore;
using Bosh.DevServer;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the embedded XMPP server to an app.</summary>
public static class XmppDevServerServiceCollectionExtensions
{
    /// <summary>
    /// Adds an XMPP server for development and tests on a port of 127.0.0.1, and makes it the upstream of its domain in
    /// <see cref="BoshOptions.Domains"/>, unless a server is configured for that domain already. It starts and stops with the app.
    /// </summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configure">Sets what differs from the defaults: accounts, the domain, the port. May be called several times.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddXmppDevServer(this IServiceCollection services, Action<XmppDevServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(provider => new XmppDevServer(
            provider.GetRequiredService<IOptions<XmppDevServerOptions>>().Value,
            provider.GetRequiredService<ILogger<XmppDevServer>>(),
            provider.GetService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<XmppDevServer>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<BoshOptions>, DevServerUpstream>());
        return services;
    }
}
