using Bosh.AspNetCore;
using Bosh.AspNetCore.Diagnostics;
using Bosh.AspNetCore.Http;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the BOSH connection manager to an app.</summary>
public static class BoshServiceCollectionExtensions
{
    /// <summary>
    /// Adds the services of the connection manager. Its options come from the delegate, then from the configuration section <c>Bosh</c>, which
    /// has the last word, so that an operator can change what the app has set; they are validated when the app starts.
    /// </summary>
    /// <param name="services">The services of the app.</param>
    /// <param name="configure">Sets options; most often the domains and where their servers are.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddBosh(this IServiceCollection services, Action<BoshOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<BoshOptions> options = services.AddOptions<BoshOptions>();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.BindConfiguration(BoshOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BoshOptions>, BoshOptionsValidator>());

        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<BoshMetrics>();
        services.TryAddSingleton<SessionClock>();
        services.TryAddSingleton<IUpstreamResolver, ConfiguredResolver>();
        services.TryAddSingleton<INetwork, TcpNetwork>();
        services.TryAddSingleton<UpstreamConnector>();
        services.TryAddSingleton<IUpstreamFactory, UpstreamFactory>();
        services.TryAddSingleton<SessionRegistry>();
        services.TryAddSingleton<ServerDirectory>();
        services.TryAddSingleton<SessionAdmission>();
        services.TryAddSingleton<BoshHandler>();
        services.TryAddSingleton<BoshPaths>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SessionShutdown>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, BoshEndpointFilter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHttpLoggingInterceptor, BodyLoggingGuard>());
        return services;
    }
}
