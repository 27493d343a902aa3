using Bosh.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Bosh.AspNetCore.Tests.Http;

public sealed class CorsHeadersTests
{
    [Theory]
    [InlineData("content-type,x-my-header", "content-type,x-my-header")]
    [InlineData("é", "Content-Type")]
    [InlineData("a\r\nSet-Cookie: b", "Content-Type")]
    [InlineData(null, "Content-Type")]
    public void A_preflight_gets_back_the_header_names_that_it_asks_for_when_they_are_some(string? asked, string allowed)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "OPTIONS";
        context.Request.Headers.AccessControlRequestHeaders = asked;
        new CorsHeaders(new BoshCors()).Apply(context);
        Assert.Equal(allowed, context.Response.Headers.AccessControlAllowHeaders);
    }
}
