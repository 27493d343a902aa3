using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>Where requests go, and what stands before their bodies: as much as Chromium sends, since a server has to read it.</summary>
internal sealed class HttpTarget
{
    private readonly string _authority;

    private HttpTarget(string authority, IPEndPoint endPoint)
    {
        _authority = authority;
        EndPoint = endPoint;
    }

    public IPEndPoint EndPoint { get; }

    public static async Task<HttpTarget> ResolveAsync(Uri url, CancellationToken cancellationToken)
    {
        if (!string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal))
        {
            throw new LoadException("Only http:// URLs can be driven.");
        }

        IPAddress[] addresses = await Dns.GetHostAddressesAsync(url.Host, AddressFamily.InterNetwork, cancellationToken);
        return new HttpTarget(url.Authority, new IPEndPoint(addresses[0], url.Port));
    }

    /// <summary>The head of a POST up to the value of Content-Length, which is its last field.</summary>
    public byte[] HeadFor(string path) => Encoding.ASCII.GetBytes(
        $"POST {path} HTTP/1.1\r\n"
        + $"Host: {_authority}\r\n"
        + "Connection: keep-alive\r\n"
        + "sec-ch-ua-platform: \"Linux\"\r\n"
        + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
        + "sec-ch-ua: \"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"\r\n"
        + "Content-Type: text/xml; charset=UTF-8\r\n"
        + "sec-ch-ua-mobile: ?0\r\n"
        + "Accept: */*\r\n"
        + $"Origin: http://{_authority}\r\n"
        + "Sec-Fetch-Site: same-origin\r\n"
        + "Sec-Fetch-Mode: cors\r\n"
        + "Sec-Fetch-Dest: empty\r\n"
        + $"Referer: http://{_authority}/chat/\r\n"
        + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
        + "Accept-Language: en-US,en;q=0.9\r\n"
        + "Content-Length: ");
}
