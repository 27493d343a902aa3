using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Multiple Streams: Closing a Stream; Error Conditions.</summary>
public sealed class StreamEndTests : BoshTest
{
    private const string Presence = "<presence type='unavailable' xmlns='jabber:client'/>";
    private const string Error = "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";

    [Fact]
    public async Task Client_closes_one_stream_and_the_session_goes_on()
    {
        var two = await OpenAsync();
        var answer = await two.Client.SendAsync(Presence, $"type='terminate' stream='{two.SecondName}'");
        AssertEnded(answer, null, two.SecondName);
        await two.Second.Server.ExpectAsync(Presence + "</stream:stream>");
        var held = await two.Client.HoldAsync("<a xmlns='urn:example'/>");
        await two.First.Server.ExpectAsync("<a xmlns='urn:example'/>");
        await two.First.Server.SayAsync("still there");
        (await held.AnswerAsync()).AssertMessages("still there");
    }

    [Fact]
    public async Task First_stream_is_closed_like_any_other()
    {
        var two = await OpenAsync();
        AssertEnded(await two.Client.SendAsync("", $"type='terminate' stream='{two.FirstName}'"), null, two.FirstName);
        await two.First.Server.ExpectAsync("</stream:stream>");
        await two.Second.DeliverMessageAsync("still there");
        var answer = await two.Client.SendAsync();
        answer.AssertMessages("still there");
        Assert.Equal(two.SecondName, answer["stream"]);
    }

    [Fact]
    public async Task Oldest_request_is_told_and_the_others_are_answered_empty()
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync();
        (await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'")).AssertEmpty();
        AssertEnded(await held.AnswerAsync(), null, two.SecondName);
    }

    [Fact]
    public async Task Stream_that_has_ended_is_closed_without_ado()
    {
        var two = await OpenAsync();
        await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'");
        (await two.Client.SendAsync(Presence, $"type='terminate' stream='{two.SecondName}'")).AssertEmpty();
        Assert.True((await two.Client.HoldAsync()).IsHeld);
    }

    [Fact]
    public async Task What_the_client_has_not_fetched_of_a_stream_goes_back_to_its_server()
    {
        var two = await OpenAsync();
        await two.Second.DeliverMessageAsync("undelivered");
        await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'");
        Assert.Contains("recipient-unavailable", await two.Second.Server.ReadToAsync("</stream:stream>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_last_stream_the_session_ends()
    {
        var two = await OpenAsync();
        await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'");
        var answer = await two.Client.SendAsync(Presence, $"type='terminate' stream='{two.FirstName}'");
        answer.AssertTerminated(null);
        Assert.Null(answer["stream"]);
        await two.First.Server.ExpectAsync(Presence + "</stream:stream>");
        Assert.Equal(0, two.First.App.LiveSessions);
    }

    [Fact]
    public async Task Without_a_name_all_streams_are_closed_and_the_session_ends()
    {
        var two = await OpenAsync();
        var answer = await two.Client.SendAsync(Presence, "type='terminate'");
        answer.AssertTerminated(null);
        Assert.Null(answer["stream"]);
        await two.First.Server.ExpectAsync(Presence + "</stream:stream>");
        await two.Second.Server.ExpectAsync(Presence + "</stream:stream>");
    }

    [Fact]
    public async Task Room_of_a_stream_that_was_closed_is_for_another()
    {
        var two = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            AssertEnded(await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'"), null, two.SecondName);
            var opening = await two.Client.HoldAsync("", "to='localhost'");
            var connection = await two.First.App.Upstream!.AcceptAsync();
            await connection.OpenAsync();
            two = two with { Opening = await opening.AnswerAsync() };
            Assert.Null(two.Opening.Type);
        }
    }

    [Fact]
    public async Task Stream_error_ends_its_stream_alone_and_comes_with_the_last_stanzas()
    {
        var two = await OpenAsync();
        await two.Second.DeliverAsync(ScriptedConnection.Message("last words") + Error.Replace("<stream:error", "<stream:error xmlns:stream='http://etherx.jabber.org/streams'", StringComparison.Ordinal));
        var answer = await two.Client.SendAsync();
        AssertEnded(answer, "remote-stream-error", two.SecondName);
        Assert.Equal(["last words"], answer.Messages, StringComparer.Ordinal);
        Assert.Equal(Names.Streams + "error", answer.Body.Elements().Last().Name);
        var held = await two.Client.HoldAsync();
        await two.First.Server.SayAsync("still there");
        (await held.AnswerAsync()).AssertMessages("still there");
    }

    [Fact]
    public async Task Lost_connection_ends_its_stream_alone()
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync();
        two.Second.Server.HalfClose();
        AssertEnded(await held.AnswerAsync(), "remote-connection-failed", two.SecondName);
        held = await two.Client.HoldAsync();
        await two.First.Server.SayAsync("still there");
        (await held.AnswerAsync()).AssertMessages("still there");
    }

    [Fact]
    public async Task Lost_connection_of_the_last_stream_ends_the_session()
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync();
        two.Second.Server.HalfClose();
        AssertEnded(await held.AnswerAsync(), "remote-connection-failed", two.SecondName);
        held = await two.Client.HoldAsync();
        two.First.Server.HalfClose();
        var answer = await held.AnswerAsync();
        answer.AssertTerminated("remote-connection-failed");
        Assert.Null(answer["stream"]);
    }

    [Fact]
    public async Task Stream_error_of_the_last_stream_comes_by_name_before_the_end_of_the_session()
    {
        var two = await OpenAsync();
        await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'");
        var held = await two.Client.HoldAsync();
        await two.First.Server.SendAsync(Error);
        var answer = await held.AnswerAsync();
        AssertEnded(answer, "remote-stream-error", two.FirstName);
        Assert.Equal(Names.Streams + "error", answer.Body.Elements().Single().Name);
        answer = await two.Client.SendAsync();
        answer.AssertTerminated("remote-stream-error");
        Assert.Null(answer["stream"]);
        Assert.True(answer.Body.IsEmpty);
    }

    [Theory]
    [InlineData("text", "", "bad-request")]
    [InlineData("", "pause='9999'", "policy-violation")]
    public async Task Condition_of_the_session_names_no_stream_and_closes_all(string payload, string attributes, string condition)
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync();
        var answer = await two.Client.SendAsync(payload, $"stream='{two.SecondName}' {attributes}");
        answer.AssertTerminated(condition);
        Assert.Null(answer["stream"]);
        (await held.AnswerAsync()).AssertTerminated("other-request");
        await two.First.Server.ExpectAsync("</stream:stream>");
        await two.Second.Server.ExpectAsync("</stream:stream>");
    }

    private static void AssertEnded(BoshAnswer answer, string? condition, string stream)
    {
        answer.AssertTerminated(condition);
        Assert.Equal(stream, answer["stream"]);
    }

    private Task<TwoStreams> OpenAsync() => TwoStreams.OpenAsync(Run(new BoshApp { Upstream = Listen(), Options = TwoStreams.Allow }));
}
