using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Session Creation Response: the <c>charsets</c> attribute, and requests in other encodings than UTF-8.</summary>
public sealed class CharsetTests : BoshTest
{
    private const string Payload = "<message xmlns='jabber:client'><body>\u00e4\u00df\u00ff</body></message>";
    private const string Wide = "<message xmlns='jabber:client'><body>\u00e4 \u20ac \ud83d\ude00</body></message>";
    private const string Utf16Bom = "\ufeff";

    private static readonly Encoding LittleEndian = new UnicodeEncoding(bigEndian: false, byteOrderMark: false);
    private static readonly Encoding BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: false);

    [Fact]
    public async Task Creation_answer_lists_the_encodings()
        => Assert.Equal("UTF-8 UTF-16 UTF-16BE UTF-16LE ISO-8859-1", (await OpenAsync()).Creation["charsets"]);

    [Fact]
    public async Task No_other_answer_does()
        => Assert.Null((await (await OpenAsync()).Client.SendAsync("", "pause='10'"))["charsets"]);

    [Theory]
    [InlineData("text/xml; charset=utf-8")]
    [InlineData("text/xml; charset=\"UTF-8\"")]
    [InlineData("text/plain;charset=utf8;x=y")]
    [InlineData("text/xml; charset=")]
    [InlineData("text/xml")]
    [InlineData("no media type; charset=klingon")]
    [InlineData(null)]
    public async Task Utf8_is_read_with_and_without_a_name(string? contentType)
    {
        var session = await OpenAsync();
        await PostAsync(session, Encoding.UTF8.GetBytes(Next(session, Wide)), contentType);
        await session.Server.ExpectAsync(Wide);
    }

    [Theory]
    [InlineData("text/xml; charset=utf-16", false, Utf16Bom)]
    [InlineData("text/xml; charset=utf-16", true, Utf16Bom)]
    [InlineData("text/xml; charset=utf-16", true, "")]
    [InlineData("text/xml; charset=utf-16", false, "")]
    [InlineData("text/xml; charset=UTF-16LE", false, "")]
    [InlineData("text/xml; charset=\"utf-16be\"; x=y", true, "")]
    [InlineData("text/xml; charset=utf-16le", false, Utf16Bom)]
    [InlineData("text/xml", false, Utf16Bom)]
    [InlineData(null, true, Utf16Bom)]
    [InlineData("text/xml; charset=utf-8", false, Utf16Bom)]
    [InlineData("text/xml; charset=utf-16be", false, Utf16Bom)]
    public async Task Utf16_is_read_and_a_byte_order_mark_has_the_last_word(string? contentType, bool isBigEndian, string bom)
    {
        var session = await OpenAsync();
        await PostAsync(session, (isBigEndian ? BigEndian : LittleEndian).GetBytes(bom + Next(session, Wide)), contentType);
        await session.Server.ExpectAsync(Wide);
    }

    [Theory]
    [InlineData("text/xml; charset=iso-8859-1", "")]
    [InlineData("text/xml; charset=ISO_8859-1", "")]
    [InlineData("text/xml; charset=Latin1", "<?xml version='1.0' encoding='utf-8'?>")]
    [InlineData("text/xml", "<?xml version='1.0' encoding='ISO-8859-1'?>")]
    [InlineData(null, "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\r\n")]
    public async Task Latin1_is_read_when_the_header_or_else_the_declaration_says_so(string? contentType, string declaration)
    {
        var session = await OpenAsync();
        await PostAsync(session, Encoding.Latin1.GetBytes(declaration + Next(session, Payload)), contentType);
        await session.Server.ExpectAsync(Payload);
    }

    [Theory]
    [InlineData("utf-8", "ISO-8859-1")]
    [InlineData("utf-8", "UTF-16")]
    [InlineData("utf-8", "x-user-defined")]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16be", "UTF-8")]
    [InlineData("iso-8859-1", "windows-1252")]
    public async Task Header_has_precedence_over_the_declaration(string charset, string declared)
    {
        var session = await OpenAsync();
        var body = $"<?xml version='1.0' encoding='{declared}'?>{Next(session, Payload)}";
        var encoding = charset switch
        {
            "utf-8" => Encoding.UTF8,
            "iso-8859-1" => Encoding.Latin1,
            _ => BigEndian,
        };
        await PostAsync(session, encoding.GetBytes(body), $"text/xml; charset={charset}");
        await session.Server.ExpectAsync(Payload);
    }

    [Theory]
    [InlineData("<?xml version='1.0' encoding='UTF-16'?>", "text/xml")]
    [InlineData("<?xml version='1.0' encoding='windows-1252'?>", null)]
    [InlineData("<?xml version='1.0' encoding='?>", "text/xml; charset=utf-8")]
    [InlineData("<?xml version='2.0' encoding='UTF-8'?>", "text/xml; charset=utf-8")]
    public async Task Declaration_that_cannot_be_or_be_believed_is_a_bad_request(string declaration, string? contentType)
    {
        var session = await OpenAsync();
        (await (await PostAsync(session, Encoding.UTF8.GetBytes(declaration + Next(session, Payload)), contentType)).AnswerAsync())
            .AssertTerminated("bad-request");
    }

    [Theory]
    [InlineData("text/xml; charset=klingon")]
    [InlineData("text/xml; charset=utf-7")]
    [InlineData("text/plain; charset=utf-32")]
    public async Task Unknown_charset_is_a_bad_request_and_no_session_is_touched(string contentType)
    {
        var session = await OpenAsync();
        var body = session.Client.Compose(session.Client.Rid + 1, Payload);
        (await (await PostAsync(session, Encoding.UTF8.GetBytes(body), contentType)).AnswerAsync()).AssertTerminated("bad-request");
        await session.Client.HoldAsync(Wide);
        await session.Server.ExpectAsync(Wide);
    }

    [Fact]
    public async Task Sequence_that_is_none_of_the_encoding_ends_the_session_whose_start_tag_could_be_read()
    {
        foreach (byte[] broken in (byte[][])[[0xD8, 0x3D], [0xDE, 0x00], [0xD8, 0x3D, 0xD8, 0x3D], [0xFF, 0xFF], [0x00, 0x00]])
        {
            var session = await OpenAsync();
            var parts = Next(session, "<a xmlns='x'>|</a>").Split('|');
            byte[] body = [.. BigEndian.GetBytes(parts[0]), .. broken, .. BigEndian.GetBytes(parts[1])];
            (await (await PostAsync(session, body, "text/xml; charset=utf-16")).AnswerAsync()).AssertTerminated("bad-request");
            await session.Server.ExpectAsync("</stream:stream>");
        }
    }

    [Fact]
    public async Task Half_a_character_at_the_end_is_a_bad_request()
    {
        var session = await OpenAsync();
        byte[] body = [.. LittleEndian.GetBytes(Next(session, Payload)), 0x20];
        (await (await PostAsync(session, body, "text/xml; charset=utf-16le")).AnswerAsync()).AssertTerminated("bad-request");
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Theory]
    [InlineData("iso-8859-1", '\u00e4', 2)]
    [InlineData("utf-16le", 'a', 1)]
    [InlineData("utf-16le", '\u20ac', 3)]
    public async Task Limit_of_the_body_counts_what_it_is_in_utf8(string charset, char character, int size)
    {
        var session = await OpenAsync(options: options => options.Limits.MaxBodySize = 20_000);
        var encoding = charset.StartsWith("utf", StringComparison.Ordinal) ? LittleEndian : Encoding.Latin1;
        session.Client.Rid++;
        var room = (20_000 - Compose(session, "").Length) / size;
        var fits = Compose(session, new string(character, room));
        (await (await PostAsync(session, encoding.GetBytes(fits), $"text/xml; charset={charset}")).AnswerAsync()).AssertEmpty();
        session.Client.Rid++;
        var tooLarge = Compose(session, new string(character, room + 1));
        (await (await PostAsync(session, encoding.GetBytes(tooLarge), $"text/xml; charset={charset}")).AnswerAsync()).AssertTerminated("bad-request");
        await session.Server.ReadToAsync("</a></stream:stream>");

        static string Compose(ScriptedSession session, string text)
            => session.Client.Compose(session.Client.Rid, $"<a xmlns='x'>{text}</a>", "pause='1'");
    }

    [Fact]
    public async Task Compressed_body_may_be_in_another_encoding_too()
    {
        var session = await OpenAsync();
        var request = Request(Codings.Encode("gzip", LittleEndian.GetBytes(Next(session, Wide))), "text/xml; charset=utf-16le");
        request.Content!.Headers.Add("Content-Encoding", "gzip");
        await session.Client.SendAsync(request);
        await session.Server.ExpectAsync(Wide);
    }

    [Fact]
    public async Task Repeat_in_another_encoding_is_an_exact_copy()
    {
        var session = await OpenAsync();
        var body = session.Client.Compose(++session.Client.Rid, "", "pause='10'");
        var first = await (await PostAsync(session, Encoding.UTF8.GetBytes(body), "text/xml")).AnswerAsync();
        var again = await (await PostAsync(session, BigEndian.GetBytes(body), "text/xml; charset=utf-16")).AnswerAsync();
        Assert.Equal(first.Bytes, again.Bytes);
    }

    [Fact]
    public async Task Answers_are_utf8_whatever_the_request_is_in()
    {
        var session = await OpenAsync();
        var held = await PostAsync(session, LittleEndian.GetBytes(Next(session, "")), "text/xml; charset=utf-16le");
        await session.Server.SayAsync("\u20ac");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("\u20ac");
        Assert.Equal("text/xml; charset=utf-8", answer.Header("Content-Type"));
    }

    private static string Next(ScriptedSession session, string payload) => session.Client.Compose(++session.Client.Rid, payload);

    private static Task<BoshExchange> PostAsync(ScriptedSession session, byte[] body, string? contentType)
        => session.Client.SendAsync(Request(body, contentType));

    private static HttpRequestMessage Request(byte[] body, string? contentType)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/http-bind") { Content = new ByteArrayContent(body) };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return request;
    }
}
