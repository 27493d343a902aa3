using System.Net;
using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;
using Bosh.DevServer;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>
/// An app with the middleware in it, made as users make theirs, in memory or on a real socket. Everything that a test does not set is as it
/// is by default, with the embedded XMPP server behind it.
/// </summary>
internal sealed class BoshApp : WebApplicationFactory<BoshApp>
{
    private IHost? _host;

    public Action<BoshOptions>? Options { get; init; }

    /// <summary>Configuration, as from <c>appsettings.json</c>.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    public Action<IServiceCollection>? AddServices { get; init; }

    /// <summary>The app itself. Default: <c>UseBosh</c> alone.</summary>
    public Action<WebApplication> Pipeline { get; init; } = app => app.UseBosh();

    /// <summary>The server; null for the embedded one.</summary>
    public ScriptedServer? Upstream { get; init; }

    /// <summary>The domains, when they are neither the embedded nor a scripted server's.</summary>
    public Action<BoshDomains>? Domains { get; init; }

    /// <summary>The clock; null for the system's.</summary>
    public ManualTimeProvider? Time { get; init; }

    /// <summary>Whether it listens on a real socket.</summary>
    public bool IsOnSocket { get; init; }

    public HttpProtocols Protocols { get; init; } = HttpProtocols.Http1;

    public string Scheme { get; init; } = "http";

    public LogRecorder Log { get; } = new();

    public RequestProbe Probe { get; } = new();

    public IHost Host
    {
        get
        {
            _ = Services;
            return _host!;
        }
    }

    public XmppDevServer DevServer => Host.Services.GetRequiredService<XmppDevServer>();

    public int LiveSessions => Host.Services.GetRequiredService<SessionRegistry>().LiveCount;

    public UpstreamProbe Servers => Host.Services.GetRequiredService<UpstreamProbe>();

    /// <summary>Where the app listens, if it does.</summary>
    public IPEndPoint EndPoint
    {
        get
        {
            var addresses = Host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
            var address = new Uri(addresses.Addresses.Single());
            return new IPEndPoint(IPAddress.Parse(address.Host), address.Port);
        }
    }

    /// <summary>A client with connections of its own.</summary>
    public BoshClient Client(string path = "/http-bind") => new(Http(), Probe, path);

    public HttpClient Http()
    {
        if (!IsOnSocket)
        {
            return new HttpClient(Server.CreateHandler()) { BaseAddress = new Uri($"{Scheme}://localhost") };
        }

        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{EndPoint}") };
        if (Protocols == HttpProtocols.Http2)
        {
            http.DefaultRequestVersion = HttpVersion.Version20;
            http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        return http;
    }

    /// <summary>Starts the app, for tests that do so themselves.</summary>
    public void Start() => _ = Host;

    // Never built: it is what makes the factory call CreateHost and not look for an entry point.
    protected override IHostBuilder CreateHostBuilder()
    {
        if (IsOnSocket)
        {
            UseKestrel(0);
        }

        return new HostBuilder();
    }

    protected override IHost CreateHost(IHostBuilder builder)
    {
        var web = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,

            // Each app would take an inotify instance, of which a machine has few.
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        web.Configuration.AddInMemoryCollection(Settings);
        web.Logging.ClearProviders().AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
        web.Host.UseDefaultServiceProvider(options => options.ValidateScopes = options.ValidateOnBuild = true);
        if (IsOnSocket)
        {
            web.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = Protocols));
        }
        else
        {
            web.WebHost.UseTestServer();
        }

        if (Time is not null)
        {
            web.Services.AddSingleton<TimeProvider>(Time);
        }

        if (Upstream is null && Domains is null)
        {
            web.Services.AddXmppDevServer(options => options.Accounts["romeo"] = "r0m30");
        }

        web.Services.AddBosh(options =>
        {
            if (Upstream is not null)
            {
                options.Domains.Add("localhost", upstream =>
                {
                    upstream.Host = "127.0.0.1";
                    upstream.Port = Upstream.Port;
                });
            }

            Domains?.Invoke(options.Domains);
            Options?.Invoke(options);
        });
        web.Services.AddSingleton<UpstreamFactory>();
        web.Services.AddSingleton(services => new UpstreamProbe(services.GetRequiredService<UpstreamFactory>()));
        web.Services.AddSingleton<IUpstreamFactory>(services => services.GetRequiredService<UpstreamProbe>());
        AddServices?.Invoke(web.Services);
        var app = web.Build();
        app.Use((context, next) => Probe.InvokeAsync(context, next));
        Pipeline(app);
        _host = app;
        app.Start();
        return app;
    }
}
