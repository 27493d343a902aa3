using System.Globalization;
using Bosh.AspNetCore.Protocol;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Bosh.AspNetCore;

/// <summary>Checks options when the app starts, with messages that tell an operator what to write instead.</summary>
internal sealed class BoshOptionsValidator : IValidateOptions<BoshOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, BoshOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        Time(result, "MaxWait", options.MaxWait, Second, TenMinutes);
        Time(result, "Inactivity", options.Inactivity, Second, Hour);
        Time(result, "Polling", options.Polling, TimeSpan.Zero, TenMinutes);
        Time(result, "MaxPause", options.MaxPause, TimeSpan.Zero, Hour);
        Time(result, "FeaturesTimeout", options.FeaturesTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Time(result, "GapTimeout", options.GapTimeout, Second, TenMinutes);
        Number(result, "MaxHold", options.MaxHold, 1, 10);
        Limits(result, options.Limits);
        foreach ((string domain, BoshDomain settings) in options.Domains)
        {
            Domain(result, domain, settings);
        }

        foreach (string type in options.ContentTypes)
        {
            if (!MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? value) || value.Parameters.Count > 0 || value.MatchesAllSubTypes)
            {
                result.AddError($"Bosh:ContentTypes has '{type}', which is no media type alone, such as text/plain.");
            }
        }

        if (options.SecureUri is Uri uri && !(uri.IsAbsoluteUri && uri.Scheme is "https"))
        {
            result.AddError($"Bosh:SecureUri is {uri}, which is no absolute https address, such as https://example.com/http-bind.");
        }

        if (options.Cors.AllowCredentials && options.Cors.Origins.Count == 0)
        {
            result.AddError("Bosh:Cors:AllowCredentials needs Bosh:Cors:Origins: browsers send no credentials to a service that is open to any origin.");
        }

        return result.Build();
    }

    /// <summary>Checks what an app has made of a domain's settings.</summary>
    /// <exception cref="OptionsValidationException">They are not valid.</exception>
    public static void ThrowIfInvalid(string domain, BoshDomain settings)
    {
        var result = new ValidateOptionsResultBuilder();
        Domain(result, domain, settings);
        if (result.Build() is { Failed: true } failed)
        {
            throw new OptionsValidationException(domain, typeof(BoshDomain), failed.Failures);
        }
    }

    private static void Limits(ValidateOptionsResultBuilder result, BoshLimits limits)
    {
        Number(result, "Limits:MaxSessions", limits.MaxSessions, 1, int.MaxValue);
        Number(result, "Limits:MaxSessionsPerAddress", limits.MaxSessionsPerAddress, 1, int.MaxValue);
        Number(result, "Limits:MaxStreams", limits.MaxStreams, 1, 100);
        Number(result, "Limits:MaxBodySize", limits.MaxBodySize, 1024, 1 << 30);
        Number(result, "Limits:MaxElementSize", limits.MaxElementSize, 10_000, 1 << 30);
        Number(result, "Limits:MaxAnswerSize", limits.MaxAnswerSize, 1024, 1 << 30);
        Number(result, "Limits:MaxOutboundBuffer", limits.MaxOutboundBuffer, 1024, 1 << 30);
        Number(result, "Limits:MaxUpstreamBuffer", limits.MaxUpstreamBuffer, 1024, 1 << 30);
        Number(result, "Limits:MaxDepth", limits.MaxDepth, 8, 1000);
        Number(result, "Limits:MaxAttributes", limits.MaxAttributes, 16, 1000);
        Number(result, "Limits:MaxElements", limits.MaxElements, 1, int.MaxValue);
        Number(result, "Limits:MaxTombstones", limits.MaxTombstones, 0, int.MaxValue);
        Number(result, "Limits:MaxRepeats", limits.MaxRepeats, 1, int.MaxValue);
    }

    private static void Domain(ValidateOptionsResultBuilder result, string domain, BoshDomain settings)
    {
        Time(result, $"Domains:{domain}:ConnectTimeout", settings.ConnectTimeout, Second, TimeSpan.FromMinutes(5));
        Time(result, $"Domains:{domain}:AttemptTimeout", settings.AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        if (settings.KeepAlive != TimeSpan.Zero)
        {
            Time(result, $"Domains:{domain}:KeepAlive", settings.KeepAlive, Second, Hour);
        }

        Servers(result, domain, settings);
        if (string.IsNullOrWhiteSpace(domain))
        {
            result.AddError("Bosh:Domains has a domain without a name.");
        }

        if (settings.AllowRoute && settings.Routes.Count == 0 && settings.Servers.Count == 0)
        {
            result.AddError($"Bosh:Domains:{domain}:AllowRoute needs Bosh:Domains:{domain}:Routes, the servers that clients may choose.");
        }

        foreach (string route in settings.Routes)
        {
            if (RouteAddress.ParseServer(route) is null)
            {
                result.AddError($"Bosh:Domains:{domain}:Routes has '{route}', which is not host:port.");
            }
        }

        if (settings.Tls is UpstreamTls tls && !Enum.IsDefined(tls))
        {
            result.AddError($"Bosh:Domains:{domain}:Tls is none of None, StartTlsIfOffered, StartTls, Direct.");
        }

        if (!Enum.IsDefined(settings.ProxyProtocol))
        {
            result.AddError($"Bosh:Domains:{domain}:ProxyProtocol is none of None, V1, V2.");
        }
    }

    private static void Servers(ValidateOptionsResultBuilder result, string domain, BoshDomain settings)
    {
        if (settings.Port is int port)
        {
            Number(result, $"Domains:{domain}:Port", port, 1, 65535);
        }

        if (settings.Host is { Length: > 0 } host && RouteAddress.ParseServer($"{host}:1") is not RouteAddress { IsHostAlone: true })
        {
            result.AddError($"Bosh:Domains:{domain}:Host is '{host}', which is no name or address; a port is for Bosh:Domains:{domain}:Port.");
        }

        if (settings.Servers.Count > 0 && (!string.IsNullOrEmpty(settings.Host) || settings.Port is not null))
        {
            result.AddError($"Bosh:Domains:{domain} has Servers and Host or Port: put all servers into Bosh:Domains:{domain}:Servers, as host:port.");
        }

        foreach (string server in settings.Servers)
        {
            if (RouteAddress.ParseServer(server) is not RouteAddress { IsHostAlone: true } || (server.Count(c => c is ':') > 1 && !server.StartsWith('[')))
            {
                result.AddError($"Bosh:Domains:{domain}:Servers has '{server}', which is not host:port, an IPv6 address in brackets.");
            }
        }
    }

    private static void Time(ValidateOptionsResultBuilder result, string name, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value >= least && value <= most)
        {
            return;
        }

        string hint = value >= TimeSpan.FromDays(1) && value.Ticks % TimeSpan.TicksPerDay == 0
            ? string.Create(CultureInfo.InvariantCulture, $" A bare number means days: for {value.Days} seconds write {TimeSpan.FromSeconds(value.Days):c}.")
            : "";
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"Bosh:{name} is {value:c}; it must be from {least:c} to {most:c}.{hint}"));
    }

    private static void Number(ValidateOptionsResultBuilder result, string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"Bosh:{name} is {value}; it must be from {least} to {most}."));
        }
    }
}
