using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary><c>load bosh</c>: the least app that has the connection manager.</summary>
internal static class BoshApp
{
    public static Task RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        int port = arguments.Number("port", 0);
        DnsEndPoint server = arguments.EndPoint("upstream");
        string domain = arguments.Text("domain") ?? Defaults.Domain;
        bool isTls = arguments.Has("tls");
        arguments.RefuseUnknown();

        return WebServer.RunAsync(
            port,
            services => services.AddBosh(options => options.Domains.Add(domain, upstream =>
            {
                upstream.Host = server.Host;
                upstream.Port = server.Port;
                upstream.Tls = isTls ? UpstreamTls.Direct : UpstreamTls.None;

                // The stub makes its certificate anew each time: nobody vouches for it.
                upstream.ConfigureTls = tls => tls.RemoteCertificateValidationCallback = (_, certificate, _, _)
                    => string.Equals(certificate?.Subject, $"CN={domain}", StringComparison.Ordinal);
            })),
            app => app.UseBosh(Defaults.BoshPath),
            cancellationToken);
    }
}
