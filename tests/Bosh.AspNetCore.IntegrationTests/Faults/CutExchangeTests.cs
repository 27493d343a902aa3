using System.Globalization;
using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.FaultProxy.Faults;
using Bosh.FaultProxy.Numbering;
using Bosh.FaultProxy.Proxy;
using Bosh.FaultProxy.Soak;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Faults;

/// <summary>
/// XEP-0124, Broken Connections: an exchange breaks after any of its bytes, the client repeats the request; what either side sent comes to the
/// other once, and in order. One session lives through all of it.
/// </summary>
public sealed class CutExchangeTests : BoshTest
{
    [Theory]
    [InlineData("cut", "up")]
    [InlineData("cut", "down")]
    [InlineData("reset", "up")]
    [InlineData("reset", "down")]
    [InlineData("half-close", "up")]
    [InlineData("half-close", "down")]
    public async Task Nothing_is_lost_or_doubled_when_an_exchange_breaks_after_any_byte(string kind, string direction)
    {
        var session = await OpenAsync(isOnSocket: true);
        await using var proxy = new FaultyProxy(session.App.EndPoint, isHttp: true);
        using var line = new HttpLine(proxy.EndPoint);
        var echo = new Echo(session.Server);
        var echoing = echo.RunAsync();
        var received = new SequenceCheck();
        var length = direction is "up" ? line.ToRequest(session.Client.Compose(session.Client.Rid, Echo.Message('u', 0))).Length : 600;
        for (var k = 0; k <= length; k++)
        {
            proxy.Use(FaultPlan.Parse($"{kind} {direction} 0:{k}"));
            var body = session.Client.Compose(++session.Client.Rid, Echo.Message('u', k));
            string answer;
            try
            {
                answer = await line.PostAsync(body, CancellationToken.None).Soon();
                length = Math.Min(length, k);
            }
            catch (IOException)
            {
                line.Dispose();
                answer = await line.PostAsync(body, CancellationToken.None).Soon();
            }

            line.Dispose();
            await ProxiedPair.UntilAsync(() => proxy.Counts.Total == 1);
            Assert.True(Take(answer, received) == 1 && received.Taken == k + 1, $"After byte {k}: {answer}");
        }

        Assert.Equal(received.Taken, echo.Received.Taken);
        AssertInOrder(received);
        AssertInOrder(echo.Received);
        session.Server.HalfClose();
        await session.Client.TerminateAsync();
        await echoing.Soon();
    }

    /// <summary>The first answer breaks off while the next request is held on the other connection, which may get what was in it.</summary>
    [Theory]
    [InlineData("cut")]
    [InlineData("reset")]
    [InlineData("half-close")]
    public async Task Nothing_is_lost_or_doubled_when_an_answer_breaks_off_while_the_next_request_is_held(string kind)
    {
        var session = await OpenAsync("hold='2' wait='60' ver='1.6'", isOnSocket: true);
        await using var proxy = new FaultyProxy(session.App.EndPoint, isHttp: true);
        using var line = new HttpLine(proxy.EndPoint);
        var received = new SequenceCheck();
        var length = 600;
        for (var k = 0; k <= length; k++)
        {
            proxy.Use(FaultPlan.Parse($"{kind} down 0:{k}"));
            var one = session.Client.Compose(++session.Client.Rid, Echo.Message('u', 2 * k));
            var first = line.PostAsync(one, CancellationToken.None);
            await session.Server.ReadToAsync("</message>");
            using var second = await session.Client.HoldAsync();
            await session.Server.SendAsync(Echo.Message('l', 2 * k));
            string answer;
            try
            {
                answer = await first.Soon();
                length = Math.Min(length, k);
            }
            catch (IOException)
            {
                line.Dispose();
                answer = await line.PostAsync(one, CancellationToken.None).Soon();
            }

            line.Dispose();
            await session.Server.SendAsync(Echo.Message('l', (2 * k) + 1));
            Assert.Equal(2, Take(answer, received) + Take((await second.AnswerAsync()).Text, received));
        }

        AssertInOrder(received);
    }

    private static int Take(string answer, SequenceCheck received)
    {
        ReadOnlySpan<byte> text = Encoding.UTF8.GetBytes(answer);
        var count = 0;
        while (MessageNumber.TryReadNext(ref text, out var message))
        {
            received.Take(message.Number);
            count++;
        }

        return count;
    }

    private static void AssertInOrder(SequenceCheck numbers) => Assert.Equal((0, 0), (numbers.Repeated, numbers.Reordered));

    /// <summary>A server that sends every message back.</summary>
    private sealed class Echo
    {
        private readonly ScriptedConnection _connection;

        public Echo(ScriptedConnection connection)
        {
            _connection = connection;
        }

        public SequenceCheck Received { get; } = new();

        public static string Message(char kind, int number) => string.Create(
            CultureInfo.InvariantCulture,
            $"<message xmlns='jabber:client' id='{kind}-{number:d10}'>é</message>");

        public async Task RunAsync()
        {
            while (true)
            {
                string text;
                try
                {
                    text = await _connection.ReadToAsync("</message>");
                }
                catch (Exception)
                {
                    return;
                }

                Assert.Equal(1, Take(text, Received));
                await _connection.SendAsync(text.Replace("'u-", "'l-", StringComparison.Ordinal));
            }
        }
    }
}
