using System.Globalization;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Servers;

/// <summary>The sample, as it is run by <c>dotnet run</c>, on a free port of Kestrel: browsers come by real sockets.</summary>
internal sealed class SampleApp : WebApplicationFactory<Program>
{
    private readonly LogCollector _log = new();
    private readonly (string Key, string Value)[] _settings;

    private SampleApp((string Key, string Value)[] settings) => _settings = settings;

    /// <summary>Where the page is.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>Starts the sample.</summary>
    /// <param name="settings">What else would stand on the command line.</param>
    public static SampleApp Start(params (string Key, string Value)[] settings)
    {
        // The port is given as the command line would: given to UseKestrel, it comes too late when the sample's own thread is quicker.
        var app = new SampleApp([(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0"), .. settings]);
        app.UseKestrel();
        app.StartServer();
        return app;
    }

    /// <summary>Starts the sample with a real server behind it.</summary>
    /// <param name="server">The server.</param>
    public static SampleApp StartInFrontOf(XmppServer server) => Start(
        ($"Bosh:Domains:{server.Domain}:Host", "127.0.0.1"),
        ($"Bosh:Domains:{server.Domain}:Port", server.Port.ToString(CultureInfo.InvariantCulture)),
        ($"Bosh:Domains:{server.Domain}:Tls", "None"));

    /// <summary>Fails when the sample has logged a warning or an error.</summary>
    public void AssertNoTrouble() => Assert.Empty(_log.Troubles);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.AddProvider(_log));
    }
}
