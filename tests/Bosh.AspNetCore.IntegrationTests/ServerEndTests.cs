using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>How a server ends: what it said before reaches the client first, and then the client hears how it ended. With and without TLS.</summary>
public sealed class ServerEndTests : BoshTest
{
    private const string Error = "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>";
    private const string StreamEnd = "</stream:stream>";

    private readonly TestAuthority _authority = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_error_comes_after_all_that_was_said_before(bool isEncrypted)
    {
        var session = await OpenAsync(isEncrypted);
        await session.Server.SendAsync(Said() + Error + StreamEnd);
        session.Server.Dispose();
        await AssertToldAsync(session, "remote-stream-error");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_error_is_told_when_the_connection_is_reset_after_it(bool isEncrypted)
    {
        var session = await OpenAsync(isEncrypted);
        session.App.Log.Tolerate("for localhost failed");
        await session.Server.SendAsync(Said() + Error);
        session.Server.Reset();
        await AssertToldAsync(session, "remote-stream-error");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reset_comes_after_all_that_was_said_before(bool isEncrypted)
    {
        var session = await OpenAsync(isEncrypted);
        session.App.Log.Expect("for localhost failed");
        await session.Server.SendAsync(Said());
        session.Server.Reset();
        await AssertToldAsync(session, "remote-connection-failed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_that_is_closed_in_good_order_is_closed_by_both(bool isEncrypted)
    {
        var session = await OpenAsync(isEncrypted);
        await session.Server.SendAsync(Said() + StreamEnd);
        await session.Server.ExpectAsync(StreamEnd);
        Assert.Equal("", await session.Server.ReadToEndAsync());
        await AssertToldAsync(session, "remote-connection-failed");
    }

    [Theory]
    [InlineData(false, "<message><body>3</bo")]
    [InlineData(true, "<message><body>3</bo")]
    [InlineData(false, "<stream:error><system-shut")]
    [InlineData(false, "</stream:st")]
    public async Task Close_in_the_middle_of_an_element_comes_after_those_that_are_whole(bool isEncrypted, string half)
    {
        var session = await OpenAsync(isEncrypted);
        await session.Server.SendAsync(Said() + half);
        session.Server.HalfClose();
        await AssertToldAsync(session, "remote-connection-failed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_of_its_half_without_a_word_comes_after_all_that_was_said_before(bool isEncrypted)
    {
        // With TLS this is one that does not say goodbye there (no close_notify).
        var session = await OpenAsync(isEncrypted);
        await session.Server.SendAsync(Said());
        session.Server.HalfClose();
        await AssertToldAsync(session, "remote-connection-failed");
        Assert.Equal("", await session.Server.ReadToEndAsync());
    }

    [Fact]
    public async Task Goodbye_in_TLS_alone_comes_after_all_that_was_said_before()
    {
        var session = await OpenAsync(isEncrypted: true);
        await session.Server.SendAsync(Said());
        await session.Server.EndTlsAsync();
        await AssertToldAsync(session, "remote-connection-failed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_that_logs_out_closes_the_stream_and_the_server_has_the_last_word(bool isEncrypted)
    {
        var session = await OpenAsync(isEncrypted);
        Assert.True((await session.Client.TerminateAsync("<presence type='unavailable' xmlns='jabber:client'/>")).Type is "terminate");
        await session.Server.ExpectAsync("<presence type='unavailable' xmlns='jabber:client'/>" + StreamEnd);
        await session.Server.SendAsync(Said() + StreamEnd);
        Assert.Equal("", await session.Server.ReadToEndAsync());
        await session.App.Servers.ClosedAsync();
    }

    private static string Said() => ScriptedConnection.Message("1") + ScriptedConnection.Message("2");

    /// <summary>The client gets the messages first, and is told the end with them or after them.</summary>
    private static async Task AssertToldAsync(ScriptedSession session, string condition)
    {
        await session.App.Servers.ClosedAsync();
        var answer = await session.Client.SendAsync();
        answer.AssertTerminated(condition);
        Assert.Equal(["1", "2"], answer.Messages, StringComparer.Ordinal);
        Assert.Equal(condition is "remote-stream-error", answer.Body.Elements(Names.Streams + "error").Any());
    }

    private async Task<ScriptedSession> OpenAsync(bool isEncrypted)
    {
        if (!isEncrypted)
        {
            return await OpenAsync();
        }

        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            Options = options =>
            {
                options.Domains["localhost"].Tls = UpstreamTls.Direct;
                options.Domains["localhost"].ConfigureTls = _authority.TrustIn;
            },
        });
        return await ScriptedSession.OpenAsync(app, connection => connection.EncryptAsync(_authority.Issue("localhost")));
    }
}
