using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0206;

/// <summary>XEP-0206, Authentication and Resource Binding.</summary>
public sealed class RestartTests : BoshTest
{
    [Fact]
    public async Task Client_logs_in_and_talks_to_itself()
    {
        var client = Run(new BoshApp()).Client();
        var jid = await client.LoginAsync();
        Assert.StartsWith("romeo@localhost/", jid, StringComparison.Ordinal);
        var answer = await client.SendAsync($"<message to='{jid}' xmlns='jabber:client'><body>hello</body></message>");
        answer.AssertMessages("hello");
    }

    [Fact]
    public async Task New_stream_is_opened_on_the_same_connection_and_its_features_are_forwarded()
    {
        var session = await OpenAsync();
        var restart = await session.Client.HoldAsync("", "to='localhost' xml:lang='fr' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        var header = await session.Server.OpenAsync("<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>");
        Assert.EndsWith(" to='localhost' version='1.0' xml:lang='fr'>", header, StringComparison.Ordinal);
        var answer = await restart.AnswerAsync();
        Assert.Equal(Names.Bind + "bind", answer.Body.Elements().Single().Elements().Single().Name);
        Assert.Null(answer["sid"]);
        Assert.Null(answer["authid"]);
    }

    [Theory]
    [InlineData("", " to='localhost' from='romeo@localhost' version='1.0' xml:lang='de'>")]
    [InlineData("to='example.org' xml:lang='fr'", " to='localhost' from='romeo@localhost' version='1.0' xml:lang='fr'>")]
    [InlineData("from='juliet@localhost'", " to='localhost' from='juliet@localhost' version='1.0' xml:lang='de'>")]
    public async Task Header_of_the_new_stream_keeps_what_the_request_does_not_change(string attributes, string header)
    {
        var session = await OpenAsync("from='romeo@localhost' xml:lang='de' ver='1.6'");
        await session.Client.HoldAsync("", $"xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh' {attributes}");
        Assert.EndsWith(header, await session.Server.ReadHeaderAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    [InlineData("x:restart='1' xmlns:x='urn:xmpp:xbosh'")]
    public async Task Payload_of_a_restart_is_ignored(string attributes)
    {
        var session = await OpenAsync();
        var restart = await session.Client.HoldAsync("<message xmlns='jabber:client' id='ignored'/>", attributes);
        var header = await session.Server.OpenAsync("<stream:features/>");
        Assert.StartsWith("<?xml version='1.0'?><stream:stream ", header, StringComparison.Ordinal);
        await restart.AnswerAsync();
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Theory]
    [InlineData("xmpp:restart='false' xmlns:xmpp='urn:xmpp:xbosh'")]
    [InlineData("restart='true'")]
    [InlineData("x:restart='true' xmlns:x='urn:example'")]
    public async Task Attribute_of_another_name_or_value_restarts_nothing(string attributes)
    {
        var session = await OpenAsync();
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", attributes);
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Header_of_the_new_stream_may_come_byte_by_byte_and_with_other_prefixes()
    {
        var session = await OpenAsync();
        var restart = await session.Client.HoldAsync("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        await session.Server.ReadHeaderAsync();
        await session.Server.TrickleAsync(
            "<?xml version='1.0' encoding='UTF-8'?>\n<s:stream xmlns:s='http://etherx.jabber.org/streams' xmlns='jabber:client' id='2' version='1.0'>"
            + "<s:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></s:features>");
        var answer = await restart.AnswerAsync();
        Assert.Equal(Names.Streams + "features", answer.Body.Elements().Single().Name);
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync("after");
        (await held.AnswerAsync()).AssertMessages("after");
    }

    /// <summary>xmpp4r asks again, with a new rid, when an answer does not come.</summary>
    [Fact]
    public async Task Stream_may_be_restarted_again_before_the_server_has_answered()
    {
        var session = await OpenAsync();
        var one = await session.Client.HoldAsync("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        var two = await session.Client.HoldAsync("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        (await one.AnswerAsync()).AssertEmpty();
        await session.Server.OpenAsync("<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>");
        Assert.Equal(Names.Streams + "features", (await two.AnswerAsync()).Body.Elements().Single().Name);
        var next = await session.Client.HoldAsync();
        await session.Server.OpenAsync("<stream:features/>");
        Assert.Equal(Names.Streams + "features", (await next.AnswerAsync()).Body.Elements().Single().Name);
        next = await session.Client.HoldAsync();
        await session.Server.SayAsync("after");
        (await next.AnswerAsync()).AssertMessages("after");
    }

    [Fact]
    public async Task Answers_to_authentication_are_forwarded_as_they_are()
    {
        var client = Run(new BoshApp()).Client();
        await client.CreateAsync();
        var failure = await client.SendAsync(
            "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AHJvbWVvAHdyb25n</auth>");
        Assert.Equal(Names.Sasl + "failure", failure.Body.Elements().Single().Name);
        Assert.Null(failure.Type);
    }
}
