using System.Globalization;
using System.Net;
using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Numbering;
using Bosh.FaultProxy.Proxy;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Faults;

/// <summary>The connection to the server, cut into pieces everywhere, and broken after any byte: what was whole before comes to the client.</summary>
public sealed class CutStreamTests : BoshTest
{
    private const string ServerStart = ScriptedConnection.Header + ScriptedConnection.Features;

    private static readonly int s_length = Encoding.UTF8.GetByteCount(Message(0));

    [Fact]
    public async Task Stream_that_comes_byte_by_byte_is_whole()
    {
        await using var servers = ProxiedServers.Start(this, "split down 0:0 600");
        var session = await ScriptedSession.OpenAsync(servers.App);
        const int Count = 10;
        await session.Server.SendAsync(string.Concat(Enumerable.Range(0, Count).Select(Message)));
        await CollectAsync(session.Client, Count);
    }

    [Fact]
    public async Task Elements_that_come_in_three_pieces_are_whole_wherever_they_are_cut()
    {
        var pairs = Enumerable.Range(1, s_length - 2).SelectMany(i => Enumerable.Range(i + 1, s_length - 1 - i).Select(j => (i, j))).ToList();
        var faults = pairs.SelectMany((pair, n) => new[] { Pause(n, pair.i), Pause(n, pair.j) });
        await using var servers = ProxiedServers.Start(this, new FaultPlan(faults).ToString());
        var session = await ScriptedSession.OpenAsync(servers.App);
        await session.Server.SendAsync(string.Concat(pairs.Select((_, n) => Message(n))));
        await CollectAsync(session.Client, pairs.Count);
        Assert.Equal(2 * pairs.Count, servers.Proxy.Counts[FaultKind.Delay]);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("half-close")]
    [InlineData("reset")]
    public async Task Elements_that_were_whole_when_the_stream_broke_are_delivered_and_no_part_of_another(string kind)
    {
        await using var servers = ProxiedServers.Start(this, "");
        if (kind is "reset")
        {
            servers.App.Log.Expect("for localhost failed");
        }

        for (var k = 0; k <= s_length; k++)
        {
            var at = ServerStart.Length + (2 * s_length) + k;
            servers.Proxy.Use(FaultPlan.Parse($"{kind} down 0:{at}"));
            var session = await ScriptedSession.OpenAsync(servers.App);
            await session.Server.SendAsync(Message(0) + Message(1) + Message(2));
            await CollectAsync(session.Client, k == s_length ? 3 : 2, "remote-connection-failed");
        }
    }

    /// <summary>The server says why it goes, and goes; we have not read that yet when we notice that nobody takes what we write.</summary>
    [Fact]
    public async Task What_the_server_sent_before_it_went_is_delivered_though_it_took_no_more()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxOutboundBuffer = options.Limits.MaxAnswerSize = 1024);
        session.App.Log.Expect("for localhost failed");
        const int Count = 500;
        await session.Server.SendAsync(string.Concat(Enumerable.Range(0, Count).Select(Message))
            + "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>");
        session.Server.Dispose();
        var answer = await session.Client.SendAsync("<presence xmlns='jabber:client'/>");
        var received = new SequenceCheck();
        Take(answer, received);
        while (answer.Type is null)
        {
            answer = await session.Client.SendAsync("<presence xmlns='jabber:client'/>");
            Take(answer, received);
        }

        Assert.Equal((Count, 0, 0), (received.Taken, received.Repeated, received.Reordered));
        answer.AssertTerminated("remote-stream-error");
    }

    private static Fault Pause(int message, int offset)
        => new(FaultKind.Delay, Direction.Down, 0, ServerStart.Length + (message * s_length) + offset, 1);

    private static string Message(int number)
        => string.Create(CultureInfo.InvariantCulture, $"<a id='l-{number:d10}'>é€</a>");

    /// <summary>Asks until all has come, or the session has ended; what comes is in order.</summary>
    private static async Task CollectAsync(BoshClient client, int count, string? condition = null)
    {
        var received = new SequenceCheck();
        BoshAnswer answer;
        do
        {
            answer = await client.SendAsync();
            Take(answer, received);
        }
        while (answer.Type is null && (received.Taken < count || condition is not null));

        Assert.Equal((count, 0, 0), (received.Taken, received.Repeated, received.Reordered));
        if (condition is not null)
        {
            answer.AssertTerminated(condition);
        }
        else
        {
            Assert.Null(answer.Type);
        }
    }

    private static void Take(BoshAnswer answer, SequenceCheck received)
    {
        ReadOnlySpan<byte> text = answer.Bytes;
        while (MessageNumber.TryReadNext(ref text, out var message))
        {
            received.Take(message.Number);
        }
    }

    /// <summary>An app with a faulty proxy between it and a scripted server.</summary>
    private sealed class ProxiedServers : IAsyncDisposable
    {
        private ProxiedServers(FaultyProxy proxy, BoshApp app)
        {
            Proxy = proxy;
            App = app;
        }

        public FaultyProxy Proxy { get; }

        public BoshApp App { get; }

        public static ProxiedServers Start(BoshTest test, string plan)
        {
            var server = test.Listen();
            var proxy = new FaultyProxy(new IPEndPoint(IPAddress.Loopback, server.Port), isHttp: false);
            proxy.Use(FaultPlan.Parse(plan));
            var app = test.Run(new BoshApp { Upstream = server, Options = options => options.Domains["localhost"].Port = proxy.EndPoint.Port });
            return new ProxiedServers(proxy, app);
        }

        public async ValueTask DisposeAsync() => await Proxy.DisposeAsync().Soon();
    }
}
