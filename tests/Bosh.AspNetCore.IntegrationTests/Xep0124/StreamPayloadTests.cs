using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Multiple Streams: Transmitting Payloads.</summary>
public sealed class StreamPayloadTests : BoshTest
{
    private const string Presence = "<presence xmlns='jabber:client'/>";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Answer_with_payload_names_the_stream_that_it_is_of()
    {
        var two = await OpenAsync();
        foreach (var (stream, name) in new[] { (two.First, two.FirstName), (two.Second, two.SecondName), (two.First, two.FirstName) })
        {
            var held = await two.Client.HoldAsync();
            await stream.Server.SayAsync("hello");
            var answer = await held.AnswerAsync();
            answer.AssertMessages("hello");
            Assert.Equal(name, answer["stream"]);
        }
    }

    [Fact]
    public async Task Answer_has_payload_of_one_stream_alone_and_streams_take_turns()
    {
        var two = await OpenAsync(options => options.Limits.MaxAnswerSize = 1024);
        var large = new string('x', 900);
        await two.First.DeliverMessageAsync(large);
        await two.First.DeliverMessageAsync("2");
        await two.Second.DeliverMessageAsync("3");
        await two.Second.DeliverMessageAsync("4");
        var answers = new List<BoshAnswer>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add(await two.Client.SendAsync());
        }

        answers[0].AssertMessages(large);
        answers[1].AssertMessages("3", "4");
        answers[2].AssertMessages("2");
        Assert.Equal([two.FirstName, two.SecondName, two.FirstName], answers.Select(answer => answer["stream"]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Answer_names_the_stream_though_the_other_one_has_been_closed()
    {
        var two = await OpenAsync();
        await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'");
        await two.First.DeliverMessageAsync("hello");
        Assert.Equal(two.FirstName, (await two.Client.SendAsync())["stream"]);
    }

    [Fact]
    public async Task Answer_may_be_of_another_stream_than_its_request()
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync(Presence, $"stream='{two.FirstName}'");
        await two.First.Server.ExpectAsync(Presence);
        await two.Second.Server.SayAsync("hello");
        Assert.Equal(two.SecondName, (await held.AnswerAsync())["stream"]);
    }

    [Fact]
    public async Task Empty_answer_names_no_stream()
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync(Presence, $"stream='{two.FirstName}'");
        _time.Advance(60);
        (await held.AnswerAsync()).AssertEmpty();
    }

    [Fact]
    public async Task Payload_goes_to_the_stream_that_is_named()
    {
        var two = await OpenAsync();
        await two.Client.HoldAsync("<presence xmlns='jabber:client' id='1'/>", $"stream='{two.SecondName}'");
        await two.Client.HoldAsync("<presence xmlns='jabber:client' id='2'/>", $"stream='{two.FirstName}'");
        await two.Client.HoldAsync("<presence xmlns='jabber:client' id='3'/>", $"stream='{two.SecondName}'");
        await two.First.Server.ExpectAsync("<presence xmlns='jabber:client' id='2'/>");
        await two.Second.Server.ExpectAsync("<presence xmlns='jabber:client' id='1'/><presence xmlns='jabber:client' id='3'/>");
    }

    [Theory]
    [InlineData(Presence)]
    [InlineData("<iq xmlns='jabber:client' type='get' id='1'/>")]
    [InlineData("<a xmlns='urn:example'/>")]
    public async Task Payload_without_a_name_goes_to_all_streams(string payload)
    {
        var two = await OpenAsync();
        await two.Client.HoldAsync(payload);
        await two.First.Server.ExpectAsync(payload);
        await two.Second.Server.ExpectAsync(payload);
    }

    [Theory]
    [InlineData(Presence, "")]
    [InlineData("", "type='terminate'")]
    [InlineData("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    public async Task Stream_that_the_session_does_not_have_ends_it(string payload, string attributes)
    {
        var two = await OpenAsync();
        (await two.Client.SendAsync(payload, $"stream='{new string('0', 32)}' {attributes}")).AssertTerminated("item-not-found");
        Assert.Equal("</stream:stream>", await two.First.Server.ReadToAsync(">"));
        Assert.Equal("</stream:stream>", await two.Second.Server.ReadToAsync(">"));
    }

    [Fact]
    public async Task Legacy_client_gets_404_for_a_stream_that_the_session_does_not_have()
    {
        var two = await OpenAsync(attributes: "hold='1' wait='60'");
        var answer = await two.Client.SendAsync(Presence, "stream='another'");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.Status);
        Assert.Null(answer["stream"]);
    }

    [Fact]
    public async Task Stream_of_another_session_is_none_of_this_one()
    {
        var app = Run();
        var two = await TwoStreams.OpenAsync(app);
        var other = await ScriptedSession.OpenAsync(app);
        (await two.Client.SendAsync(Presence, $"stream='{other.Creation["stream"]}'")).AssertTerminated("item-not-found");
        Assert.True((await other.Client.HoldAsync()).IsHeld);
    }

    [Fact]
    public async Task Stream_of_an_empty_request_means_nothing()
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync("", "stream='another'");
        Assert.True(held.IsHeld);
        await two.Second.Server.SayAsync("hello");
        Assert.Equal(two.SecondName, (await held.AnswerAsync())["stream"]);
    }

    [Fact]
    public async Task Payload_for_a_stream_that_has_just_been_closed_is_ignored()
    {
        var two = await OpenAsync();
        await two.Client.SendAsync("", $"type='terminate' stream='{two.SecondName}'");
        var held = await two.Client.HoldAsync(Presence, $"stream='{two.SecondName}'");
        Assert.True(held.IsHeld);
        await two.Client.HoldAsync("<a xmlns='urn:example'/>");
        await two.First.Server.ExpectAsync("<a xmlns='urn:example'/>");
    }

    [Fact]
    public async Task Restart_is_about_the_stream_that_it_names()
    {
        var two = await OpenAsync();
        var restart = await two.Client.HoldAsync("", $"stream='{two.SecondName}' to='localhost' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        await two.Second.Server.OpenAsync("<stream:features/>");
        var answer = await restart.AnswerAsync();
        Assert.Equal(two.SecondName, answer["stream"]);
        Assert.Equal(Names.Streams + "features", answer.Body.Elements().Single().Name);
        await two.Client.HoldAsync(Presence);
        await two.First.Server.ExpectAsync(Presence);
    }

    [Fact]
    public async Task Restart_without_a_name_is_about_all_streams()
    {
        var two = await OpenAsync();
        await two.Client.HoldAsync("", "to='localhost' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.StartsWith("<?xml", await two.First.Server.ReadHeaderAsync(), StringComparison.Ordinal);
        Assert.StartsWith("<?xml", await two.Second.Server.ReadHeaderAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pause_rids_and_waiting_are_those_of_the_session()
    {
        var two = await OpenAsync();
        var held = await two.Client.HoldAsync();
        (await two.Client.SendAsync("", $"stream='{two.SecondName}' pause='100'")).AssertEmpty();
        (await held.AnswerAsync()).AssertEmpty();
        await two.First.DeliverMessageAsync("1");
        await two.Second.DeliverMessageAsync("2");
        _time.Advance(99);
        (await two.Client.SendAsync()).AssertMessages("1");
        (await two.Client.SendAsync()).AssertMessages("2");
    }

    [Fact]
    public async Task What_did_not_get_through_keeps_its_stream()
    {
        var two = await OpenAsync();
        await (await two.Client.HoldAsync()).AbortAsync();
        await two.Second.DeliverMessageAsync("not lost");
        var answer = await two.Client.SendAsync();
        answer.AssertMessages("not lost");
        Assert.Equal(two.SecondName, answer["stream"]);
        Assert.Equal(answer.Text, (await two.Client.SendAsync(two.Client.Rid)).Text);
    }

    private BoshApp Run(Action<BoshOptions>? options = null) => Run(new BoshApp
    {
        Upstream = Listen(),
        Time = _time,
        Options = all =>
        {
            TwoStreams.Allow(all);
            options?.Invoke(all);
        },
    });

    private Task<TwoStreams> OpenAsync(Action<BoshOptions>? options = null, string attributes = BoshClient.Terms)
        => TwoStreams.OpenAsync(Run(options), attributes);
}
