using System.Net;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0252;

/// <summary>XEP-0252, Requesting Use of Script Syntax, where it is not supported.</summary>
public sealed class ScriptSyntaxTests : BoshTest
{
    [Theory]
    [InlineData("/http-bind?%3Cbody%20rid='1'%20to='localhost'%20xmlns='http://jabber.org/protocol/httpbind'/%3E")]
    [InlineData("/http-bind/?%3cbody%20rid='1'%20to='localhost'%20xmlns='http://jabber.org/protocol/httpbind'/%3e")]
    public async Task Request_in_script_syntax_is_not_found(string path)
    {
        var app = Run(new BoshApp());
        using var exchange = await app.Client().SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        var answer = await exchange.AnswerAsync();
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Empty(answer.Bytes);
        Assert.Equal(0, answer.ContentHeaders.ContentLength);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal(0, app.LiveSessions);
    }
}
