using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>Whatever is posted, it is answered, and no other session notices.</summary>
public sealed class BadInputTests : BoshTest
{
    public static TheoryData<string> Unreadable =>
    [
        "",
        " ",
        "no xml",
        "<body",
        "<body rid='1' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'>",
        "<body rid='1' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/><body/>",
        "<body rid='1' rid='2' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'>text</body>",
        "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'><a></b></body>",
        "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'><a:b/></body>",
        "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'><!-- c --></body>",
        "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'><?pi x?></body>",
        "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'><a>&lol;</a></body>",
        "<body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'><a>\u0001</a></body>",
        "<!DOCTYPE body [<!ENTITY lol 'lol'>]><body rid='1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='1' to='localhost'/>",
        "<html rid='1' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<stream:stream to='localhost' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
        "<body to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='0' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='-1' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='1e3' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='9007199254740992' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='99999999999999999999999999' to='localhost' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='1' to='localhost' wait='x' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='1' to='localhost' hold='-1' ver='1.6' xmlns='http://jabber.org/protocol/httpbind'/>",
        "<body rid='1' to='localhost' ver='one' xmlns='http://jabber.org/protocol/httpbind'/>",
    ];

    public static TheoryData<string> UnreadableFromTheSidOn =>
    [
        "text",
        "<a>",
        "</b>",
        "<a></b>",
        "<!-- -->",
        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        "<compress xmlns='http://jabber.org/protocol/compress'><method>zlib</method></compress>",
        "</stream:stream>",
        "<stream:stream xmlns:stream='http://etherx.jabber.org/streams'>",
    ];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Body_that_cannot_be_read_is_a_bad_request(string body)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        (await session.App.Client().SendBodyAsync(body)).AssertTerminated("bad-request");
        await AssertAliveAsync(session, held);
    }

    [Theory]
    [MemberData(nameof(UnreadableFromTheSidOn))]
    public async Task Session_whose_client_sends_what_cannot_be_read_ends(string payload)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        (await session.Client.SendAsync(payload)).AssertTerminated("bad-request");
        (await held.AnswerAsync()).AssertTerminated("other-request");
        await session.Server.ExpectAsync("</stream:stream>");
        (await session.Client.SendAsync(session.Client.Rid)).AssertTerminated("bad-request");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(100)]
    public async Task What_cannot_be_read_and_has_no_rid_of_the_session_ends_nothing(int distance)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        (await session.Client.SendAsync(session.Client.Rid + distance, "text")).AssertTerminated("bad-request");
        await AssertAliveAsync(session, held);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("&#x30;0000000000000000000000000000000")]
    public async Task Sid_that_nobody_has_is_not_found(string sid)
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        (await session.App.Client().SendBodyAsync($"<body rid='{session.Client.Rid}' sid='{sid}' xmlns='http://jabber.org/protocol/httpbind'/>"))
            .AssertTerminated("item-not-found");
        await AssertAliveAsync(session, held);
    }

    [Fact]
    public async Task Sid_has_one_form()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        var other = session.Client.Sid.ToUpperInvariant();
        if (!string.Equals(other, session.Client.Sid, StringComparison.Ordinal))
        {
            (await session.Client.SendBodyAsync(session.Client.Compose(session.Client.Rid + 1).Replace(session.Client.Sid, other, StringComparison.Ordinal)))
                .AssertTerminated("item-not-found");
        }

        await AssertAliveAsync(session, held);
    }

    [Fact]
    public async Task Body_over_the_limit_ends_the_session_whose_start_tag_it_has()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxBodySize = 2048);
        var held = await session.Client.HoldAsync();
        (await session.App.Client().SendBodyAsync(new string('x', 4096))).AssertTerminated("bad-request");
        Assert.True(held.IsHeld);
        (await session.Client.SendAsync($"<a xmlns='x'>{new string('x', 4096)}</a>")).AssertTerminated("bad-request");
        (await held.AnswerAsync()).AssertTerminated("other-request");
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Theory]
    [InlineData("<a xmlns='x'><b><c><d><e><f><g><h/></g></f></e></d></c></b></a>")]
    [InlineData("<a xmlns='x' a1='' a2='' a3='' a4='' a5='' a6='' a7='' a8='' a9='' b1='' b2='' b3='' b4='' b5='' b6='' b7=''/>")]
    [InlineData("<a xmlns='x'/><a xmlns='x'/><a xmlns='x'/><a xmlns='x'/>")]
    public async Task Body_over_another_limit_is_a_bad_request(string payload)
    {
        var session = await OpenAsync(options: options =>
        {
            options.Limits.MaxDepth = 8;
            options.Limits.MaxAttributes = 16;
            options.Limits.MaxElements = 3;
        });
        (await session.Client.SendAsync(payload)).AssertTerminated("bad-request");
    }

    /// <summary>The session goes on, with its next rid, and its request is still held.</summary>
    private static async Task AssertAliveAsync(ScriptedSession session, BoshExchange held)
    {
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("alive");
        (await held.AnswerAsync()).AssertMessages("alive");
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }
}
