using System.Net.Http.Headers;
using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Tests.Fuzzing;
using Bosh.AspNetCore.Xml;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>
/// Invariant 14: whatever a client posts, its server gets complete elements and nothing else, and the server of another client gets nothing at all. The
/// servers here record every byte.
/// </summary>
public sealed class InjectionTests : BoshTest
{
    private const string WrittenIds = "rid='1' sid='0123456789abcdef0123456789abcdef'";

    private static readonly byte[] StreamEnd = "</stream:stream>"u8.ToArray();

    /// <summary>Stands still: nothing happens only because it is over.</summary>
    private readonly ManualTimeProvider _time = new();

    private int _relayed;
    private int _refused;

    [Fact]
    public async Task Hand_written_bodies_reach_the_server_as_their_elements_or_not_at_all()
    {
        var bystander = await OpenAsync(time: _time);
        var held = await bystander.Client.HoldAsync();
        foreach (var file in Directory.GetFiles(Path.Combine(Corpus.Folder, "bodies"), "*", SearchOption.AllDirectories))
        {
            await PostAsync(bystander.App, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), file);
        }

        await AssertUntouchedAsync(bystander, held);
        Assert.InRange(_relayed, 30, int.MaxValue);
        Assert.InRange(_refused, 100, int.MaxValue);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_bodies_reach_the_server_as_their_elements_or_not_at_all(int seed)
    {
        const int Count = 150;
        var bystander = await OpenAsync(time: _time);
        var held = await bystander.Client.HoldAsync();
        for (var i = 0; i < Count; i++)
        {
            var random = new Random((seed * 1_000_000) + i);
            var body = new BodyGenerator(random, Corpus.Files).Next();
            await PostAsync(bystander.App, body, $"seed {seed}, input {i}\n{Printing.Print(body)}");
        }

        await AssertUntouchedAsync(bystander, held);
        Assert.InRange(_relayed, Count / 10, Count);
        Assert.InRange(_refused, Count / 10, Count);
    }

    [Theory]
    [InlineData("utf-16", false)]
    [InlineData("utf-16", true)]
    public async Task Bodies_in_utf16_reach_the_server_as_they_do_in_utf8(string charset, bool isBigEndian)
    {
        var bystander = await OpenAsync(time: _time);
        var held = await bystander.Client.HoldAsync();
        var encoding = new UnicodeEncoding(isBigEndian, byteOrderMark: true);
        foreach (var file in Directory.GetFiles(Path.Combine(Corpus.Folder, "bodies", "accepted")))
        {
            var utf8 = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).TrimStart('\uFEFF');
            await PostAsync(bystander.App, Encoding.UTF8.GetBytes(utf8), file, text => [.. encoding.GetPreamble(), .. encoding.GetBytes(text)], charset);
        }

        await AssertUntouchedAsync(bystander, held);
        Assert.InRange(_relayed, 30, int.MaxValue);
    }

    [Fact]
    public async Task Hand_written_streams_give_whole_elements_to_the_client_or_end_its_session_with_the_rule_in_the_log()
    {
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server });
        app.Log.Tolerate("sent what is no XMPP stream");
        foreach (var file in Directory.GetFiles(Path.Combine(Corpus.Folder, "streams", "refused")))
        {
            var stream = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            var before = app.Log.Entries.Count;
            var client = app.Client();
            var creation = await client.BeginAsync();
            var connection = await server.AcceptAsync();
            await connection.ReadHeaderAsync();
            await connection.SendAsync(stream);
            var answer = client.Join(await creation.AnswerAsync());
            while (answer.Type is null)
            {
                answer = await client.SendAsync();
            }

            answer.AssertTerminated("remote-connection-failed");
            var reading = StreamReading.Of(stream, []);
            Assert.StartsWith($"{reading.Error}.", Path.GetFileName(file), StringComparison.Ordinal);
            Assert.Contains(
                app.Log.Entries.Skip(before),
                entry => entry.Text.Replace('.', ' ').Contains($"no XMPP stream: {reading.Error}, at byte {reading.Offset} ", StringComparison.Ordinal));
        }
    }

    /// <summary>Posts a body in a session of its own, ends that, and looks at what the server got.</summary>
    private async Task PostAsync(BoshApp app, byte[] body, string what, Func<string, byte[]>? encode = null, string? charset = null)
    {
        var session = await ScriptedSession.OpenAsync(app);
        var header = session.Server.Recorded.Length;
        var ids = $"rid='{++session.Client.Rid}' sid='{session.Client.Sid}'";
        var addressed = Replace(body, WrittenIds, ids);
        if (addressed.AsSpan().SequenceEqual(body))
        {
            addressed = Replace(body, " rid='1'", $" {ids}");
        }

        var content = new ByteArrayContent(encode is null ? addressed : encode(Encoding.UTF8.GetString(addressed)));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/xml") { CharSet = charset };
        var logged = app.Log.Entries.Count;
        using var exchange = await session.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/http-bind") { Content = content });
        var isTaken = exchange.IsHeld || (await exchange.AnswerAsync()).Type is null;
        if (!isTaken)
        {
            Assert.Contains(await ConditionOf(exchange), new[] { "bad-request", "item-not-found", null }, StringComparer.Ordinal);
            session.Client.Rid--;
        }

        await session.Client.TerminateAsync();
        while (!session.Server.Recorded.AsSpan(header).EndsWith(StreamEnd))
        {
            await session.Server.ReadSomeAsync();
        }

        session.Server.HalfClose();
        await session.Server.ReadToEndAsync();
        AssertRelayed(session.Server.Recorded.AsSpan(header).ToArray(), addressed, what);
        if (!isTaken && await ConditionOf(exchange) is "bad-request")
        {
            _refused++;
            AssertLogged(app, logged, addressed, what);
        }
    }

    private static async Task<string?> ConditionOf(BoshExchange exchange) => (await exchange.AnswerAsync()).Condition;

    /// <summary>After the header, all of the payload or nothing, and the end of the stream.</summary>
    private void AssertRelayed(byte[] recorded, byte[] body, string what)
    {
        Assert.True(recorded.AsSpan().EndsWith(StreamEnd), what);
        var relayed = recorded[..^StreamEnd.Length];
        if (relayed.Length == 0)
        {
            return;
        }

        _relayed++;
        var atServer = PlatformReading.Of(Relayed.InStream(relayed));
        if (PlatformReading.DeclaresAnotherEncoding(body))
        {
            var expected = PlatformReading.Inside(PlatformReading.Of(body).Events, withText: false).Select(Relayed.ForServer);
            Assert.Equal(expected, PlatformReading.Inside(atServer.Events, withText: true), StringComparer.Ordinal);
            return;
        }

        var parsed = BodyParser.Parse(body, XmlLimits.Default, maxElements: 1000);
        var isPayload = parsed.Problem is null && (relayed.AsSpan().SequenceEqual(parsed.Payload) || relayed.AsSpan().SequenceEqual(Relayed.WithLang(parsed)));
        Assert.True(isPayload, $"{what}\n{Encoding.UTF8.GetString(relayed)}");
        var isDocument = atServer.Error is null && PlatformReading.CountRoots(atServer.Events) == parsed.ElementCount;
        Assert.True(isDocument || Reading.Of(body).Names.Any(DocumentTarget.HasLettersOfTheFifthEdition), $"{what}\n{atServer.Error}");
    }

    /// <summary>The rule and the place are in the log: those that the parser says, but for bodies in other encodings, which it gets in UTF-8.</summary>
    private static void AssertLogged(BoshApp app, int logged, byte[] body, string what)
    {
        var parsed = BodyParser.Parse(body, XmlLimits.Default, maxElements: 1000);
        var isUtf8 = !body.Contains((byte)0) && !PlatformReading.DeclaresAnotherEncoding(body) && !body.AsSpan().StartsWith("\uFEFF"u8);
        var refusal = isUtf8 ? $"A request body was refused: {parsed.Problem}, at byte {parsed.ProblemOffset}." : "A request body was refused: ";
        var lines = app.Log.Entries.Skip(logged).Where(entry => entry.Text.StartsWith("A request body was refused", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Exists(entry => entry.Text.StartsWith(refusal, StringComparison.Ordinal)), $"{what}\n{refusal}\n{string.Join('\n', lines)}");
    }

    private static async Task AssertUntouchedAsync(ScriptedSession bystander, BoshExchange held)
    {
        Assert.True(held.IsHeld);
        await bystander.Server.SayAsync("alive");
        (await held.AnswerAsync()).AssertMessages("alive");
        var header = bystander.Server.Recorded.Length;
        await bystander.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await bystander.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        Assert.Equal("<presence xmlns='jabber:client'/>", Encoding.UTF8.GetString(bystander.Server.Recorded.AsSpan(header)));
    }

    private static byte[] Replace(byte[] text, string old, string replacement)
    {
        var at = text.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        return at < 0 ? text : [.. text.AsSpan(0, at), .. Encoding.UTF8.GetBytes(replacement), .. text.AsSpan(at + old.Length)];
    }
}
