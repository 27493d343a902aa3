using System.Net.Sockets;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Faults;
using Xunit;
using static Bosh.AspNetCore.IntegrationTests.Support.ProxiedPair;

namespace Bosh.AspNetCore.IntegrationTests.Faults;

/// <summary>The faulty proxy on connections that carry HTTP: faults strike at a byte of a certain request or response.</summary>
public sealed class FaultyHttpProxyTests
{
    private const string Response = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";

    [Theory]
    [InlineData("Content-Length: 4\r\n\r\nbody", "Content-Length: 0\r\n\r\n")]
    [InlineData("\r\n", "content-length:10\r\n\r\n0123456789")]
    public async Task Bytes_are_counted_from_the_beginning_of_their_message(string one, string other)
    {
        var response = "HTTP/1.1 200 OK\r\n" + other;
        for (var k = 0; k <= response.Length; k++)
        {
            await using var pair = new ProxiedPair(isHttp: true, $"cut down 2:{k}");
            var (client, server) = await pair.OpenAsync();
            foreach (var rest in new[] { one, other, one })
            {
                await SendAsync(client, "POST / HTTP/1.1\r\n" + rest);
                await ExpectAsync(server, "POST / HTTP/1.1\r\n" + rest);
            }

            await SendAsync(server, response);
            await SendAsync(server, response + response);
            await ExpectEndAsync(client, response + response + response[..k]);
        }
    }

    [Fact]
    public async Task Offset_beyond_the_end_of_a_message_is_its_end()
    {
        await using var pair = new ProxiedPair(isHttp: true, "cut down 0:end");
        var (client, server) = await pair.OpenAsync();
        await SendAsync(server, Response + Response);
        await ExpectEndAsync(client, Response);
    }

    [Fact]
    public async Task Response_without_a_length_passes_up_to_the_end_of_the_connection()
    {
        await using var pair = new ProxiedPair(isHttp: true);
        var (client, server) = await pair.OpenAsync();
        await SendAsync(server, "HTTP/1.1 200 OK\r\n\r\nso");
        await ExpectAsync(client, "HTTP/1.1 200 OK\r\n\r\nso");
        await SendAsync(server, "me");
        await ExpectAsync(client, "me");
        server.Shutdown(SocketShutdown.Send);
        await ExpectEndAsync(client);
    }

    [Fact]
    public async Task Response_without_a_body_ends_with_its_head()
    {
        await using var pair = new ProxiedPair(isHttp: true, "cut down 1:3");
        var (client, server) = await pair.OpenAsync();
        await SendAsync(server, "HTTP/1.1 204 No Content\r\n\r\n" + Response);
        await ExpectEndAsync(client, "HTTP/1.1 204 No Content\r\n\r\n" + Response[..3]);
    }

    [Fact]
    public async Task Message_that_is_not_sent_whole_passes_as_far_as_it_was()
    {
        await using var pair = new ProxiedPair(isHttp: true);
        var (client, server) = await pair.OpenAsync();
        await SendAsync(client, Request("s1", 1)[..20]);
        client.Shutdown(SocketShutdown.Send);
        await ExpectEndAsync(server, Request("s1", 1)[..20]);
    }

    [Fact]
    public async Task Request_is_sent_twice_when_its_answer_does_not_come()
    {
        await using var pair = new ProxiedPair(isHttp: true, "twice up 1:end 50");
        var (client, server) = await pair.OpenAsync();
        await SendAsync(client, Request("s1", 1));
        await ExpectAsync(server, Request("s1", 1));
        await SendAsync(server, Response);
        await ExpectAsync(client, Response);
        await SendAsync(client, Request("s1", 2));
        await ExpectEndAsync(server, Request("s1", 2));
        server = await pair.AcceptAsync();
        await ExpectAsync(server, Request("s1", 2));
        await SendAsync(server, Response + Response);
        await ExpectAsync(client, Response + Response);
        await SendAsync(client, Request("s1", 3));
        await ExpectAsync(server, Request("s1", 3));
        Assert.Equal(1, pair.Proxy.Counts[FaultKind.Twice]);
    }

    [Fact]
    public async Task Request_is_sent_twice_when_its_answer_breaks_off_and_the_second_answer_counts()
    {
        await using var pair = new ProxiedPair(isHttp: true, "twice up 0:end 20000");
        var (client, server) = await pair.OpenAsync();
        await SendAsync(client, Request("s1", 1));
        await ExpectAsync(server, Request("s1", 1));
        await SendAsync(server, Response);
        server = await pair.AcceptAsync();
        await ExpectAsync(server, Request("s1", 1));
        await SendAsync(server, Response.Replace("body", "real", StringComparison.Ordinal));
        await ExpectAsync(client, Response.Replace("body", "real", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_is_sent_in_part_and_then_whole()
    {
        await using var pair = new ProxiedPair(isHttp: true, "twice up 0:10 1");
        var (client, server) = await pair.OpenAsync();
        await SendAsync(client, Request("s1", 1));
        await ExpectEndAsync(server, Request("s1", 1)[..10]);
        await ExpectAsync(await pair.AcceptAsync(), Request("s1", 1));
    }

    [Fact]
    public async Task Request_is_overtaken_by_one_of_its_session_on_another_connection()
    {
        await using var pair = new ProxiedPair(isHttp: true, "reorder up 0:0 20000");
        var (one, oneServer) = await pair.OpenAsync();
        var (foreign, foreignServer) = await pair.OpenAsync();
        var (two, twoServer) = await pair.OpenAsync();
        await SendAsync(one, Request("s1", 1));
        await UntilAsync(() => pair.Proxy.Overtaking.Count == 1);
        await SendAsync(foreign, Request("s2", 2));
        await ExpectAsync(foreignServer, Request("s2", 2));
        Assert.Equal(0, oneServer.Available);
        await SendAsync(two, Request("s1", 2));
        await ExpectAsync(twoServer, Request("s1", 2));
        await ExpectAsync(oneServer, Request("s1", 1));
        Assert.Equal(1, pair.Proxy.Counts[FaultKind.Reorder]);
    }

    [Fact]
    public async Task Request_that_nobody_overtakes_goes_on()
    {
        await using var pair = new ProxiedPair(isHttp: true, "reorder up 0:0 20");
        var (client, server) = await pair.OpenAsync();
        await SendAsync(client, Request("s1", 1));
        await ExpectAsync(server, Request("s1", 1));
        Assert.Equal(0, pair.Proxy.Counts[FaultKind.Reorder]);
    }

    private static string Request(string sid, int rid) => RawHttp.Post($"<body rid='{rid}' sid='{sid}'/>");
}
