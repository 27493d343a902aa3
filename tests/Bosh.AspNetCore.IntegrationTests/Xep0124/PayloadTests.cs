using System.Text;
using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Sending and Receiving XML Payloads.</summary>
public sealed class PayloadTests : BoshTest
{
    [Fact]
    public async Task Payloads_are_forwarded_at_once_in_order_and_as_they_are()
    {
        var session = await OpenAsync();
        const string One = "<message xmlns='jabber:client' to=\"a@localhost\"><body>1 &lt; 2 &amp;\n \u00e9\U0001F600</body></message>";
        const string Two = "<iq xmlns='jabber:client' id='1' type='get'><query xmlns='jabber:iq:roster'/></iq>";
        await session.Client.HoldAsync(One + Two);
        await session.Server.ExpectAsync(One + Two);
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Theory]
    [InlineData("<message><body>1</body></message>", "<message><body>1</body></message>")]
    [InlineData("<r xmlns='urn:xmpp:sm:3'/>", "<r xmlns='urn:xmpp:sm:3'/>")]
    [InlineData("<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'/>", "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'/>")]
    public async Task Payloads_of_any_kind_are_forwarded(string sent, string forwarded)
    {
        var session = await OpenAsync();
        await session.Client.HoldAsync(sent);
        await session.Server.ExpectAsync(forwarded);
    }

    [Fact]
    public async Task Request_is_answered_as_soon_as_a_payload_arrives()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("Good morning");
        (await held.AnswerAsync()).AssertMessages("Good morning");
    }

    [Fact]
    public async Task Payloads_that_arrive_while_no_request_is_held_are_kept_for_the_next()
    {
        var session = await OpenAsync();
        await session.Server.SayAsync("1");
        await session.Server.SayAsync("2");
        await session.Server.SayAsync("3");
        var got = new List<string>();
        while (got.Count < 3)
        {
            got.AddRange((await session.Client.SendAsync()).Messages);
        }

        Assert.Equal(["1", "2", "3"], got, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Payloads_arrive_whole_however_the_bytes_come()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.TrickleAsync(" \n<message xml:lang='en'><body>\u00e9\U0001F600 > ' \" /</body></message>");
        (await held.AnswerAsync()).AssertMessages("\u00e9\U0001F600 > ' \" /");
    }

    [Fact]
    public async Task Payloads_of_several_namespaces_keep_them()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SendAsync("<enabled xmlns='urn:xmpp:sm:3'/><j:json xmlns:j='http://json.org/'>{}</j:json><message/>");
        var body = (await held.AnswerAsync()).Body;
        Assert.Equal(
            [XName.Get("enabled", "urn:xmpp:sm:3"), XName.Get("json", "http://json.org/"), Names.Client + "message"],
            body.Elements().Select(element => element.Name));
    }

    [Fact]
    public async Task Request_is_answered_empty_just_before_its_waiting_time_is_over()
    {
        var time = new ManualTimeProvider();
        var session = await OpenAsync("hold='1' wait='30' ver='1.6'", time: time);
        var held = await session.Client.HoldAsync();
        time.Advance(29.5);
        await session.Server.SayAsync("not yet");
        (await held.AnswerAsync()).AssertMessages("not yet");
        held = await session.Client.HoldAsync();
        time.Advance(29.9);
        (await held.AnswerAsync()).AssertEmpty();
    }

    [Fact]
    public async Task No_more_requests_are_held_than_the_client_asked_for()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var one = await session.Client.HoldAsync();
        var two = await session.Client.HoldAsync();
        Assert.True(one.IsHeld);
        Assert.True(two.IsHeld);
        var three = await session.Client.HoldAsync();
        (await one.AnswerAsync()).AssertEmpty();
        await session.Server.SayAsync("for two");
        (await two.AnswerAsync()).AssertMessages("for two");
        Assert.True(three.IsHeld);
    }

    [Fact]
    public async Task Held_request_is_answered_when_the_client_has_something_to_send()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        var next = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        (await held.AnswerAsync()).AssertEmpty();
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Requests_are_answered_in_rid_order()
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'");
        var one = await session.Client.HoldAsync();
        var two = await session.Client.HoldAsync();
        await session.Server.SayAsync("1");
        (await one.AnswerAsync()).AssertMessages("1");
        await session.Server.SayAsync("2");
        (await two.AnswerAsync()).AssertMessages("2");
    }

    [Fact]
    public async Task Answers_have_a_greatest_size_and_are_cut_between_elements()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxAnswerSize = 1024);
        var text = new string('x', 600);
        var batch = new StringBuilder();
        for (var i = 0; i < 5; i++)
        {
            batch.Append("<message><body>").Append((char)('0' + i)).Append(text).Append("</body></message>");
        }

        await session.Server.SendAsync(batch.Append($"<message><body>big{new string('y', 5000)}</body></message>").ToString());
        var got = new List<string>();
        while (got.Count < 6)
        {
            var answer = await session.Client.SendAsync();
            Assert.Single(answer.Messages);
            got.AddRange(answer.Messages);
        }

        Assert.Equal(["0x", "1x", "2x", "3x", "4x", "bi"], got.Select(message => message[..2]), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Much_goes_through_in_both_directions()
    {
        var session = await OpenAsync();
        var text = new string('z', 300_000);
        var held = await session.Client.HoldAsync($"<message xmlns='jabber:client'><body>{text}</body></message>");
        await session.Server.ReadToAsync("</message>");
        await session.Server.SayAsync(text);
        (await held.AnswerAsync()).AssertMessages(text);
    }
}
