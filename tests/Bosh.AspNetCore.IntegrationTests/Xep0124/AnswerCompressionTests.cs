using System.Text;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, HTTP Overview: compressed answers, which are an option.</summary>
public sealed class AnswerCompressionTests : BoshTest
{
    private static readonly string Long = new('x', 2_000);

    [Theory]
    [InlineData("gzip", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("deflate", "deflate")]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("deflate, gzip", "gzip")]
    [InlineData("br;q=0.5, gzip;q=0.8, deflate;q=0.7", "gzip")]
    [InlineData("*", "br")]
    [InlineData("*;q=0.1, br;q=0", "gzip")]
    [InlineData("identity;q=0.5, gzip;q=1", "gzip")]
    [InlineData("identity, gzip", "gzip")]
    public async Task Answer_has_the_coding_that_the_client_likes_best(string accepted, string coding)
    {
        var answer = await AnswerAsync(accepted);
        Assert.Equal(coding, answer.Header("Content-Encoding"));
        Assert.Equal(answer.Bytes.Length, answer.ContentHeaders.ContentLength);
        Assert.True(answer.Bytes.Length < 500);
        Assert.Equal("text/xml; charset=utf-8", answer.Header("Content-Type"));
        Assert.Contains($"<body>{Long}</body>", Encoding.UTF8.GetString(Codings.Decode(coding, answer.Bytes)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("identity")]
    [InlineData("zstd, compress")]
    [InlineData("gzip;q=0, *;q=0")]
    [InlineData("identity;q=1, gzip;q=0.5")]
    [InlineData("gzip;q=nonsense")]
    public async Task Answer_is_plain_for_a_client_that_does_not_accept_it_compressed(string? accepted)
        => AssertPlain(await AnswerAsync(accepted));

    [Fact]
    public async Task Answers_are_plain_unless_the_option_is_on()
    {
        var answer = await AnswerAsync("gzip", options: _ => { });
        AssertPlain(answer);
        Assert.Null(answer.Header("Vary"));
    }

    [Fact]
    public async Task Client_without_a_version_gets_plain_answers()
        => AssertPlain(await AnswerAsync("gzip", "hold='1' wait='60'"));

    [Theory]
    [InlineData(100)]
    [InlineData(800)]
    public async Task Small_answers_are_plain(int size)
        => Assert.Null((await AnswerAsync("gzip", text: new string('x', size))).Header("Content-Encoding"));

    [Fact]
    public async Task Every_answer_says_that_it_depends_on_what_is_accepted()
    {
        var session = await OpenAsync(options: options => options.CompressAnswers = true);
        Assert.Equal("Accept-Encoding", session.Creation.Header("Vary"));
        Assert.Equal("Accept-Encoding", (await session.Client.SendAsync("text")).Header("Vary"));
    }

    [Fact]
    public async Task Repeat_gets_the_same_bytes_whatever_coding_they_come_in()
    {
        var session = await OpenAsync(options: options => options.CompressAnswers = true);
        session.Client.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync(Long);
        var compressed = await held.AnswerAsync();
        session.Client.Http.DefaultRequestHeaders.Remove("Accept-Encoding");
        var plain = await session.Client.SendAsync(session.Client.Rid);
        Assert.Equal(plain.Bytes, Codings.Decode("gzip", compressed.Bytes));
    }

    [Fact]
    public async Task Compression_of_the_app_does_not_compress_again()
    {
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            IsOnSocket = true,
            Options = options => options.CompressAnswers = true,
            AddServices = services => services.AddResponseCompression(),
            Pipeline = app =>
            {
                app.UseResponseCompression();
                app.UseBosh();
            },
        });
        var session = await ScriptedSession.OpenAsync(app);
        session.Client.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync(Long);
        var answer = await held.AnswerAsync();
        Assert.Equal("br", answer.Header("Content-Encoding"));
        Assert.Equal(answer.Bytes.Length, answer.ContentHeaders.ContentLength);
        Assert.Null(answer.Header("Transfer-Encoding"));
        Assert.Contains(Long, Encoding.UTF8.GetString(Codings.Decode("br", answer.Bytes)), StringComparison.Ordinal);
    }

    private async Task<BoshAnswer> AnswerAsync(
        string? accepted, string attributes = BoshClient.Terms, Action<BoshOptions>? options = null, string? text = null)
    {
        var session = await OpenAsync(attributes, options ?? (options => options.CompressAnswers = true));
        if (accepted is not null)
        {
            session.Client.Http.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", accepted);
        }

        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync(text ?? Long);
        return await held.AnswerAsync();
    }

    private static void AssertPlain(BoshAnswer answer)
    {
        Assert.Null(answer.Header("Content-Encoding"));
        answer.AssertMessages(Long);
    }
}
