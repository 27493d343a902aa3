using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Bosh.AspNetCore.Benchmarks.Load.Servers;

/// <summary>
/// <c>load relay</c>: what a connection manager would cost if it did nothing. The same HTTP server as ours, a TCP connection a client, and
/// nobody looks into the bodies.
/// </summary>
internal sealed class RelayApp
{
    /// <summary>The most that is read from upstream for one answer.</summary>
    private const int EchoSize = 4 * 1024;
    private const int PollSize = 64 * 1024;

    private readonly ConcurrentDictionary<int, RelayClient> _clients = new();
    private readonly DnsEndPoint _server;

    private RelayApp(DnsEndPoint server) => _server = server;

    /// <summary>As long as an empty answer of BOSH.</summary>
    private static ReadOnlyMemory<byte> Nothing { get; } = "<body xmlns='http://jabber.org/protocol/httpbind'/>"u8.ToArray();

    public static Task RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        int port = arguments.Number("port", 0);
        var relay = new RelayApp(arguments.EndPoint("upstream"));
        arguments.RefuseUnknown();
        return WebServer.RunAsync(
            port,
            _ => { },
            app => app.Use(next => context => HttpMethods.IsPost(context.Request.Method) ? relay.HandleAsync(context) : next(context)),
            cancellationToken);
    }

    private Task HandleAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        int slash = path.LastIndexOf('/');
        if (slash < 1
            || !Enum.TryParse(path.AsSpan(1, slash - 1), out RelayVerb verb)
            || !int.TryParse(path.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (verb == RelayVerb.End)
        {
            return EndAsync(context, id);
        }

        RelayClient client = _clients.TryGetValue(id, out RelayClient? known) ? known : _clients.GetOrAdd(id, new RelayClient(_server));
        return HandleAsync(context, client, verb);
    }

    private static async Task HandleAsync(HttpContext context, RelayClient client, RelayVerb verb)
    {
        switch (verb)
        {
            case RelayVerb.Turn:
                client.Release();
                goto case RelayVerb.Echo;
            case RelayVerb.Echo:
                await client.WriteAsync(context.Request.BodyReader);
                await ReadAsync(context, client, EchoSize);
                break;
            case RelayVerb.Poll:
                await DropAsync(context);
                await ReadAsync(context, client, PollSize);
                break;
            case RelayVerb.Push:
                await client.WriteAsync(context.Request.BodyReader);
                await AnswerAsync(context, Nothing);
                break;
            default:
                await DropAsync(context);
                await client.ParkAsync();
                await AnswerAsync(context, Nothing);
                break;
        }
    }

    private async Task EndAsync(HttpContext context, int id)
    {
        await DropAsync(context);
        if (_clients.TryRemove(id, out RelayClient? client))
        {
            client.Dispose();
        }

        await AnswerAsync(context, Nothing);
    }

    private static Task DropAsync(HttpContext context) => context.Request.Body.CopyToAsync(Stream.Null);

    private static async Task ReadAsync(HttpContext context, RelayClient client, int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            int read = await client.ReadAsync(buffer.AsMemory(0, size));
            await AnswerAsync(context, buffer.AsMemory(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }
}
