using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0206;

/// <summary>XEP-0206, recipient-unavailable.</summary>
public sealed class RecipientUnavailableTests : BoshTest
{
    private const string Message = "<message from='juliet@localhost/balcony' to='romeo@localhost/garden' id='m1' type='chat'><body>hi</body></message>";
    private const string Query = "<iq from='juliet@localhost/balcony' to='romeo@localhost/garden' id='q1' type='get'><ping xmlns='urn:xmpp:ping'/></iq>";

    private const string MessageError =
        "<message type='error' to='juliet@localhost/balcony' from='romeo@localhost/garden' id='m1'>"
        + "<error type='wait'><recipient-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";

    private const string QueryError =
        "<iq type='error' to='juliet@localhost/balcony' from='romeo@localhost/garden' id='q1'>"
        + "<error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Sender_of_a_message_and_of_a_query_gets_an_error_and_all_else_is_dropped()
    {
        var session = await OpenAsync(time: _time);
        await session.DeliverAsync(Message
            + "<presence from='juliet@localhost/balcony' to='romeo@localhost/garden'/>"
            + Query
            + "<iq from='juliet@localhost/balcony' to='romeo@localhost/garden' id='q2' type='result'/>"
            + "<iq from='juliet@localhost/balcony' to='romeo@localhost/garden' id='q3' type='error'/>"
            + "<message from='juliet@localhost/balcony' to='romeo@localhost/garden' id='m2' type='error'/>"
            + "<a xmlns='urn:xmpp:sm:3' h='1'/>");
        _time.Advance(61);
        await session.Server.ExpectAsync(MessageError + QueryError + "</stream:stream>");
    }

    [Fact]
    public async Task Undelivered_stanzas_of_a_session_that_is_terminated_are_returned()
    {
        var session = await OpenAsync("hold='0' wait='0' ver='1.6'");
        await session.DeliverAsync(Message);
        await session.Client.TerminateAsync("<presence type='unavailable'/>");
        await session.Server.ExpectAsync("<presence type='unavailable'/>" + MessageError + "</stream:stream>");
    }

    [Fact]
    public async Task Stanzas_that_have_been_delivered_are_not_returned()
    {
        var session = await OpenAsync(time: _time);
        await session.Server.SendAsync(Message);
        (await session.Client.SendAsync()).AssertMessages("hi");
        _time.Advance(61);
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Fact]
    public async Task Undelivered_stanzas_are_returned_at_shutdown()
    {
        var session = await OpenAsync();
        await session.DeliverAsync(Message);
        var stopping = session.App.Host.StopAsync();
        await session.Server.ExpectAsync(MessageError + "</stream:stream>");
        await session.Server.SendAsync("</stream:stream>");
        await stopping.Soon();
    }

    [Fact]
    public async Task Stanza_for_a_held_request_whose_client_has_gone_is_returned()
    {
        var session = await OpenAsync(isOnSocket: true, time: _time);
        var held = await session.Client.HoldAsync();
        await held.AbortAsync();
        await session.DeliverAsync(Message);
        _time.Advance(61);
        await session.Server.ExpectAsync(MessageError + "</stream:stream>");
    }

    [Fact]
    public async Task Addresses_are_escaped()
    {
        var session = await OpenAsync(time: _time);
        await session.DeliverAsync("<message from='a&apos;&lt;&amp;@localhost' to=\"o'b@localhost\" id='&#13;&quot;'><body/></message>");
        _time.Advance(61);
        var error = XElement.Parse(await session.Server.ReadToAsync("</message>"));
        Assert.Equal("a'<&@localhost", (string?)error.Attribute("to"));
        Assert.Equal("o'b@localhost", (string?)error.Attribute("from"));
        Assert.Equal("\r\"", (string?)error.Attribute("id"));
    }
}
