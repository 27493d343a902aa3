using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Multiple Streams, where one stream is all that a session may have.</summary>
public sealed class MultipleStreamsTests : BoshTest
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("example.org")]
    [InlineData("")]
    public async Task Request_with_a_domain_is_an_ordinary_one(string to)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync("", $"to='{to}' xml:lang='en'");
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("hello");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("hello");
        Assert.Null(answer["stream"]);
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", $"to='{to}'");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Stream_of_a_request_means_nothing()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", "stream='whatever'");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        (await session.Client.SendAsync("", "stream='whatever' type='terminate'")).AssertEmpty();
        (await held.AnswerAsync()).AssertTerminated(null);
        await session.Server.ExpectAsync("</stream:stream>");
    }
}
