using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Initiating a BOSH Session.</summary>
public sealed class SessionCreationTests : BoshTest
{
    [Fact]
    public async Task Answer_has_the_sid_and_the_terms_of_the_session()
    {
        var session = await OpenAsync();
        var answer = session.Creation;
        Assert.Equal(32, answer["sid"]!.Length);
        Assert.Equal("55", answer["wait"]);
        Assert.Equal("1", answer["hold"]);
        Assert.Equal("2", answer["requests"]);
        Assert.Equal("60", answer["inactivity"]);
        Assert.Equal("2", answer["polling"]);
        Assert.Equal("120", answer["maxpause"]);
        Assert.Equal("1.11", answer["ver"]);
        Assert.Equal("localhost", answer["from"]);
        Assert.Null(answer["ack"]);
        Assert.Null(answer["stream"]);
        Assert.Equal("text/xml; charset=utf-8", answer.Header("Content-Type"));
    }
}
