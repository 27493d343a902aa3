using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Session Creation Request: the <c>content</c> attribute.</summary>
public sealed class ContentTests : BoshTest
{
    [Theory]
    [InlineData("", "text/xml; charset=utf-8")]
    [InlineData("content='text/xml; charset=utf-8'", "text/xml; charset=utf-8")]
    [InlineData("content='text/xml'", "text/xml; charset=utf-8")]
    [InlineData("content='text/xml; charset=iso-8859-1'", "text/xml; charset=utf-8")]
    [InlineData("content='application/xml'", "application/xml; charset=utf-8")]
    [InlineData("content=' Text/Plain ;x=y'", "text/plain; charset=utf-8")]
    [InlineData("content='text/html'", "text/xml; charset=utf-8")]
    [InlineData("content='image/svg+xml'", "text/xml; charset=utf-8")]
    [InlineData("content='text/javascript'", "text/xml; charset=utf-8")]
    [InlineData("content=''", "text/xml; charset=utf-8")]
    [InlineData("content='text/plain&#13;&#10;X-Injected: 1'", "text/xml; charset=utf-8")]
    [InlineData("content='text/plain;&#13;&#10;X-Injected: 1'", "text/plain; charset=utf-8")]
    public async Task Answers_have_the_media_type_that_the_client_asks_for_among_those_that_are_allowed(string content, string type)
    {
        var answer = await Run(new BoshApp()).Client().CreateAsync(BoshClient.Terms + " " + content);
        Assert.NotNull(answer["sid"]);
        Assert.Equal(type, answer.Header("Content-Type"));
        Assert.Null(answer.Header("X-Injected"));
    }

    [Fact]
    public async Task Every_answer_of_the_session_has_it()
    {
        var session = await OpenAsync(BoshClient.Terms + " content='text/plain'");
        AssertPlainText(session.Creation);
        AssertPlainText(await session.Client.SendAsync("", "pause='10'"));
        AssertPlainText(await session.Client.SendAsync(session.Client.Rid, "", "pause='10'"));
        var held = await session.Client.HoldAsync();
        AssertPlainText(await session.Client.SendAsync("text"));
        AssertPlainText(await held.AnswerAsync());
        AssertPlainText(await session.Client.SendAsync());
        AssertPlainText(await session.Client.SendAsync(session.Client.Rid + 100));
    }

    [Fact]
    public async Task Refusal_of_a_session_has_it_too()
    {
        var refusal = await Run(new BoshApp()).Client().CreateAsync(BoshClient.Terms + " content='text/plain'", to: "example.org");
        refusal.AssertTerminated("host-unknown");
        AssertPlainText(refusal);
    }

    [Fact]
    public async Task Later_request_does_not_change_it()
    {
        var session = await OpenAsync(BoshClient.Terms);
        Assert.Equal("text/xml; charset=utf-8", (await session.Client.SendAsync("", "pause='10' content='text/plain'")).Header("Content-Type"));
    }

    [Theory]
    [InlineData("text/html", "text/html; charset=utf-8")]
    [InlineData("TEXT/HTML; charset=utf-8", "text/html; charset=utf-8")]
    [InlineData("text/plain", "text/xml; charset=utf-8")]
    public async Task Options_say_what_is_allowed(string content, string type)
    {
        var app = Run(new BoshApp { Settings = { ["Bosh:ContentTypes:0"] = "text/html" } });
        var answer = await app.Client().CreateAsync($"{BoshClient.Terms} content='{content}'");
        Assert.Equal(type, answer.Header("Content-Type"));
        Assert.Equal("default-src 'none'; sandbox", answer.Header("Content-Security-Policy"));
    }

    private static void AssertPlainText(BoshAnswer answer) => Assert.Equal("text/plain; charset=utf-8", answer.Header("Content-Type"));
}
