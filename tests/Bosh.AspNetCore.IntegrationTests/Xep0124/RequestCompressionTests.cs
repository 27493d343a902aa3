using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Session Creation Response: the <c>accept</c> attribute, and compressed requests.</summary>
public sealed class RequestCompressionTests : BoshTest
{
    private const string Payload = "<message xmlns='jabber:client'><body>\u00e4 \u20ac \ud83d\ude00</body></message>";

    /// <summary>A member of gzip with nothing in it (RFC 1952): it takes time, and comes to nothing.</summary>
    private static readonly byte[] EmptyMember = Convert.FromHexString("1F8B080000000000000303000000000000000000");

    [Fact]
    public async Task Empty_members_of_gzip_are_as_if_they_were_not_there()
    {
        var session = await OpenAsync();
        byte[] body = [.. EmptyMember, .. EmptyMember, .. Codings.Encode("gzip", session.Client.Compose(++session.Client.Rid, Payload))];
        await PostAsync(session.Client, body, "gzip");
        await session.Server.ExpectAsync(Payload);
    }

    [Fact]
    public async Task Creation_answer_lists_the_content_codings()
        => Assert.Equal("gzip,deflate,br", (await OpenAsync()).Creation["accept"]);

    [Fact]
    public async Task No_other_answer_does()
        => Assert.Null((await (await OpenAsync()).Client.SendAsync("", "pause='10'"))["accept"]);

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip", "GZip")]
    [InlineData("gzip", "x-gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("raw", "deflate")]
    [InlineData("br", "br")]
    [InlineData("gzip", "identity, gzip")]
    [InlineData("gzip", "gzip, , identity")]
    public async Task Compressed_request_is_read(string coding, string header)
    {
        var session = await OpenAsync();
        await PostAsync(session.Client, Codings.Encode(coding, session.Client.Compose(++session.Client.Rid, Payload)), header);
        await session.Server.ExpectAsync(Payload);
    }

    [Fact]
    public async Task Codings_are_undone_from_the_last_to_the_first()
    {
        var session = await OpenAsync();
        var body = Codings.Encode("br", Codings.Encode("raw", Codings.Encode("gzip", session.Client.Compose(++session.Client.Rid, Payload))));
        await PostAsync(session.Client, body, "gzip, deflate, br");
        await session.Server.ExpectAsync(Payload);
    }

    [Fact]
    public async Task Codings_may_stand_in_headers_of_their_own()
    {
        var session = await OpenAsync();
        await PostAsync(session.Client, Codings.Encode("br", Codings.Encode("gzip", session.Client.Compose(++session.Client.Rid, Payload))), "gzip", "br");
        await session.Server.ExpectAsync(Payload);
    }

    [Fact]
    public async Task Session_request_may_be_compressed_too()
    {
        var client = Run(new BoshApp()).Client();
        var body = "<body rid='1' to='localhost' ver='1.11' xmlns='http://jabber.org/protocol/httpbind'/>";
        Assert.NotNull((await (await PostAsync(client, Codings.Encode("gzip", body), "gzip")).AnswerAsync())["sid"]);
    }

    [Fact]
    public async Task Body_in_a_coding_nobody_knows_is_a_bad_request()
    {
        var session = await OpenAsync();
        var body = Codings.Encode("gzip", session.Client.Compose(session.Client.Rid + 1));
        (await (await PostAsync(session.Client, body, "newest")).AnswerAsync()).AssertTerminated("bad-request");
        await AssertAliveAsync(session);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Garbage_is_a_bad_request_and_no_session_is_touched(string coding)
    {
        var session = await OpenAsync();
        var body = Codings.Encode(coding, session.Client.Compose(session.Client.Rid + 1, Payload));
        foreach (var garbage in new[] { [], "no such thing"u8.ToArray(), [.. body[..12], 0xFF, 0xFF, 0xFF, 0xFF, .. body[16..]] })
        {
            (await (await PostAsync(session.Client, garbage, coding)).AnswerAsync()).AssertTerminated("bad-request");
        }

        await AssertAliveAsync(session);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Body_that_breaks_off_is_a_bad_request(string coding)
    {
        var session = await OpenAsync();
        var body = Codings.Encode(coding, session.Client.Compose(session.Client.Rid + 1, Payload));
        (await (await PostAsync(session.Client, body[..(body.Length / 2)], coding)).AnswerAsync()).AssertTerminated("bad-request");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Limit_of_the_body_counts_what_it_is_when_decompressed(string coding)
    {
        var session = await OpenAsync(options: options => options.Limits.MaxBodySize = 100_000);
        var room = 100_000 - session.Client.Compose(++session.Client.Rid, "", "pause='1'").Length;
        var fits = Codings.Encode(coding, session.Client.Compose(session.Client.Rid, new string(' ', room), "pause='1'"));
        (await (await PostAsync(session.Client, fits, coding)).AnswerAsync()).AssertEmpty();
        var bomb = Codings.Encode(coding, session.Client.Compose(++session.Client.Rid, new string(' ', 100_000_000)));
        (await (await PostAsync(session.Client, bomb, coding)).AnswerAsync()).AssertTerminated("bad-request");
    }

    [Fact]
    public async Task What_lies_between_two_codings_is_bounded_too()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxBodySize = 100_000);
        var members = Enumerable.Repeat(EmptyMember, 1_000_000).SelectMany(member => member).ToArray();
        var bomb = Codings.Encode("br", [.. members, .. Codings.Encode("gzip", session.Client.Compose(session.Client.Rid + 1))]);
        Assert.True(bomb.Length < 1_000);
        (await (await PostAsync(session.Client, bomb, "gzip, br")).AnswerAsync()).AssertTerminated("bad-request");
        await AssertAliveAsync(session);
    }

    [Fact]
    public async Task What_is_sent_is_bounded_too()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxBodySize = 10_000);
        var members = Enumerable.Repeat(EmptyMember, 10_000).SelectMany(member => member).ToArray();
        byte[] body = [.. members, .. Codings.Encode("gzip", session.Client.Compose(session.Client.Rid + 1))];
        (await (await PostAsync(session.Client, body, "gzip")).AnswerAsync()).AssertTerminated("bad-request");
        await AssertAliveAsync(session);
    }

    [Fact]
    public async Task Repeat_that_is_compressed_in_another_way_is_an_exact_copy()
    {
        var session = await OpenAsync();
        var body = session.Client.Compose(++session.Client.Rid, "", "pause='10'");
        var first = await (await PostAsync(session.Client, Codings.Encode("gzip", body), "gzip")).AnswerAsync();
        var again = await (await PostAsync(session.Client, Codings.Encode("br", body), "br")).AnswerAsync();
        Assert.Equal(first.Bytes, again.Bytes);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task App_that_decompresses_requests_itself_leaves_nothing_to_do(string coding)
    {
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            AddServices = services => services.AddRequestDecompression(),
            Pipeline = app =>
            {
                app.UseRequestDecompression();
                app.UseBosh();
            },
        });
        var session = await ScriptedSession.OpenAsync(app);
        await PostAsync(session.Client, Codings.Encode(coding, session.Client.Compose(++session.Client.Rid, Payload)), coding);
        await session.Server.ExpectAsync(Payload);

        // Two codings are none of its business, so it leaves them to us.
        await PostAsync(session.Client, Codings.Encode("br", Codings.Encode(coding, session.Client.Compose(++session.Client.Rid, Payload))), coding, "br");
        await session.Server.ExpectAsync(Payload);
        (await (await PostAsync(session.Client, "garbage"u8.ToArray(), coding)).AnswerAsync()).AssertTerminated("bad-request");
    }

    private static async Task<BoshExchange> PostAsync(BoshClient client, byte[] body, params string[] contentEncoding)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/http-bind") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "text/xml; charset=utf-8");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", contentEncoding);
        return await client.SendAsync(request);
    }

    private static async Task AssertAliveAsync(ScriptedSession session)
    {
        await session.Client.HoldAsync(Payload);
        await session.Server.ExpectAsync(Payload);
    }
}
