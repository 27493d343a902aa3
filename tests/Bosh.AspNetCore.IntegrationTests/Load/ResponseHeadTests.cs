using System.Text;
using Bosh.AspNetCore.Benchmarks.Load;
using Bosh.AspNetCore.Benchmarks.Load.Client;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class ResponseHeadTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nDate: today\r\ncontent-LENGTH: 17 \r\nContent-Type: text/xml\r\n\r\n";

    [Fact]
    public void A_head_says_where_it_ends_and_how_long_the_body_is()
    {
        Assert.True(TryRead(Head + "<body/>", out ResponseHead head));
        Assert.Equal(new ResponseHead(Head.Length, 17), head);
    }

    [Fact]
    public void A_head_that_is_cut_is_not_complete_wherever_it_is_cut()
    {
        for (int length = 0; length < Head.Length; length++)
        {
            Assert.False(TryRead(Head[..length], out _));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404 Not Found")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\n\r\n", "503 Service Unavailable")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.0")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Content-Length: 5\r\n\r\n", "Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Encoding: gzip\r\n\r\n", "gzip")]
    public void An_answer_that_cannot_be_read_is_an_error_that_says_why(string head, string why)
    {
        var error = Assert.Throws<LoadException>(() => TryRead(head, out _));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private static bool TryRead(string text, out ResponseHead head) => ResponseHead.TryRead(Encoding.ASCII.GetBytes(text), out head);
}
