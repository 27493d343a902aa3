namespace Bosh.AspNetCore.Http;

/// <summary>What somebody sees who opens the address in a browser, and what deployment scripts look for.</summary>
internal static class AboutPage
{
    public const string ContentType = "text/html; charset=utf-8";

    public static ReadOnlyMemory<byte> Bytes { get; } = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>BOSH connection manager</title></head>
        <body>
        <h1>It works: this is a BOSH connection manager</h1>
        <p>XMPP clients that speak <a href="https://xmpp.org/extensions/xep-0124.html">BOSH</a> (XEP-0124 and XEP-0206) connect here
        with HTTP POST. There is nothing to see in a browser: give this address to a chat client, as its BOSH or HTTP-bind service.</p>
        </body>
        </html>

        """u8.ToArray();
}
