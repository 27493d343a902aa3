using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0206;

/// <summary>XEP-0206, Session Creation Request and Session Creation Response.</summary>
public sealed class StreamCreationTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh' xml:lang='de' from='romeo@localhost'", " to='localhost' from='romeo@localhost' version='1.0' xml:lang='de'>")]
    [InlineData("x:version='1.1' xmlns:x='urn:xmpp:xbosh'", " to='localhost' version='1.1'>")]
    [InlineData("", " to='localhost' version='1.0'>")]
    [InlineData("xmpp:version='1.6&quot;' xmlns:xmpp='urn:xmpp:xbosh' xml:lang='&lt;&apos;>'", " to='localhost' version='1.0' xml:lang='&lt;&apos;&gt;'>")]
    public async Task Stream_header_says_what_the_client_asked_for(string attributes, string header)
    {
        var server = Listen();
        var client = Run(new BoshApp { Upstream = server }).Client();
        using var creation = await client.BeginAsync(attributes);
        var connection = await server.AcceptAsync();
        Assert.EndsWith(header, await connection.OpenAsync(), StringComparison.Ordinal);
        Assert.Null((await creation.AnswerAsync()).Type);
    }

    [Theory]
    [InlineData(BoshClient.Terms)]
    [InlineData("hold='1' wait='60'")]
    public async Task Features_are_in_the_answer_that_creates_the_session(string attributes)
    {
        var answer = (await OpenAsync(attributes)).Creation;
        Assert.Equal(Names.Streams + "features", answer.Body.Elements().Single().Name);
        Assert.Contains("xmlns:stream='http://etherx.jabber.org/streams'", answer.Text, StringComparison.Ordinal);
        Assert.Contains("<stream:features>", answer.Text, StringComparison.Ordinal);
        Assert.Equal("1.0", answer[Names.XBosh + "version"]);
        Assert.Equal("true", answer[Names.XBosh + "restartlogic"]);
        Assert.Equal("stream-1", answer["authid"]);
        Assert.Equal("localhost", answer["from"]);
    }

    [Fact]
    public async Task Features_that_take_their_time_are_waited_for()
    {
        var server = Listen();
        var creation = await Run(new BoshApp { Upstream = server, Time = _time }).Client().BeginAsync();
        var connection = await server.AcceptAsync();
        _time.Advance(4.7);
        await connection.OpenAsync();
        Assert.Equal(Names.Streams + "features", (await creation.AnswerAsync()).Body.Elements().Single().Name);
    }

    [Fact]
    public async Task Features_that_come_late_are_in_a_later_answer()
    {
        var server = Listen();
        var client = Run(new BoshApp { Upstream = server, Time = _time }).Client();
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        _time.Advance(5);
        var answer = client.Join(await creation.AnswerAsync());
        Assert.NotNull(answer["sid"]);
        Assert.Null(answer["from"]);
        Assert.Null(answer[Names.XBosh + "version"]);
        Assert.True(answer.Body.IsEmpty);
        var held = await client.HoldAsync();
        await connection.OpenAsync();
        var later = await held.AnswerAsync();
        Assert.Equal(Names.Streams + "features", later.Body.Elements().Single().Name);
        Assert.Equal("1.0", later[Names.XBosh + "version"]);
        Assert.Equal("stream-1", later["authid"]);
        Assert.Equal("localhost", later["from"]);
        Assert.Null(later["sid"]);
    }

    [Fact]
    public async Task Session_request_is_answered_within_its_waiting_time()
    {
        var client = Run(new BoshApp { Upstream = Listen(), Time = _time }).Client();
        var creation = await client.BeginAsync("hold='1' wait='2' ver='1.6'");
        _time.Advance(2);
        Assert.NotNull((await creation.AnswerAsync())["sid"]);
    }

    [Fact]
    public async Task Server_without_features_keeps_nobody_waiting()
    {
        var server = Listen();
        var client = Run(new BoshApp { Upstream = server, Time = _time }).Client();
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(
            first: "",
            header: "<stream:stream from='localhost' id='old' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>");
        var answer = await creation.AnswerAsync();
        Assert.Equal("old", answer["authid"]);
        Assert.Null(answer[Names.XBosh + "version"]);
    }

    [Fact]
    public async Task What_only_works_end_to_end_is_taken_out_of_the_features()
    {
        var server = Listen();
        var client = Run(new BoshApp { Upstream = server }).Client();
        var creation = await client.BeginAsync();
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(
            "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
            + "<compression xmlns='http://jabber.org/features/compress'><method>zlib</method></compression>"
            + "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>SCRAM-SHA-1-PLUS</mechanism><mechanism>PLAIN</mechanism></mechanisms>"
            + "<sasl-channel-binding xmlns='urn:xmpp:sasl-cb:0'><channel-binding type='tls-exporter'/></sasl-channel-binding>"
            + "<ver xmlns='urn:xmpp:features:rosterver'/></stream:features>");
        var features = (await creation.AnswerAsync()).Body.Elements().Single();
        Assert.Equal(
            [Names.Sasl + "mechanisms", XName.Get("ver", "urn:xmpp:features:rosterver")],
            features.Elements().Select(element => element.Name));
        Assert.Equal("PLAIN", features.Descendants(Names.Sasl + "mechanism").Single().Value);
    }

    [Fact]
    public async Task Prefixes_that_the_server_chose_mean_the_same_to_the_client()
    {
        var server = Listen();
        var client = Run(new BoshApp { Upstream = server }).Client();
        var creation = await client.BeginAsync("hold='1' wait='60' ver='1.6'");
        var connection = await server.AcceptAsync();
        await connection.OpenAsync(
            "<features><c:x/></features>",
            "<stream xmlns='http://etherx.jabber.org/streams' xmlns:c='jabber:client' xml:lang='de' id='1' from='localhost' version='1.0'>");
        var features = client.Join(await creation.AnswerAsync()).Body.Elements().Single();
        Assert.Equal(Names.Streams + "features", features.Name);
        Assert.Equal(Names.Client + "x", features.Elements().Single().Name);
        var held = await client.HoldAsync();
        await connection.SendAsync("<c:message><c:body>hallo</c:body></c:message>");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("hallo");
        Assert.Equal("de", (string?)answer.Body.Elements().Single().Attribute(XNamespace.Xml + "lang"));
    }
}
