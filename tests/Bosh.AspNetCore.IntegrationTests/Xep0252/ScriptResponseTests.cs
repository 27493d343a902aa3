using System.Net;
using System.Text;
using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0252;

/// <summary>XEP-0252, Changes to the Response Syntax; Security Considerations.</summary>
public sealed class ScriptResponseTests : BoshTest
{
    [Fact]
    public async Task Answer_is_one_call_of_a_function_with_one_string()
    {
        var session = await OpenAsync();
        var answer = await session.Client.SendAsync("", "pause='10'");
        Assert.Equal("_BOSH_(\"<body xmlns='http://jabber.org/protocol/httpbind'/>\")", answer.Raw.Text);
        Assert.Equal(answer.Raw.Bytes.Length, answer.Raw.ContentHeaders.ContentLength);
    }

    [Fact]
    public async Task Answer_has_no_line_breaks_and_everything_comes_through()
    {
        const string Text = "quote \" apostrophe ' backslash \\ lf \n separators \u2028 \u2029 marks \u200e\u200f\u00ad\ufeff tags \U000e0041 \ud83d\ude00 tab \t </script>";
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync(Text.Replace("<", "&lt;", StringComparison.Ordinal));
        var answer = await ScriptClient.AnswerAsync(held);
        answer.AssertMessages(Text);
        Assert.DoesNotContain(answer.Raw.Text, character => character is '\n' or '\r' or '\u2028' or '\u2029' or '\u200e' or '\ufeff');
        Assert.Contains("\\\"", answer.Raw.Text, StringComparison.Ordinal);
        Assert.Contains("\\u200e\\u200f\\u00ad\\ufeff", answer.Raw.Text, StringComparison.Ordinal);
        Assert.Contains("\\udb40\\udc41", answer.Raw.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text/javascript; charset=utf-8")]
    [InlineData("content='application/x-javascript; charset=utf-8'", "application/x-javascript; charset=utf-8")]
    [InlineData("content='application/javascript'", "application/javascript; charset=utf-8")]
    [InlineData("content='text/xml; charset=utf-8'", "text/javascript; charset=utf-8")]
    [InlineData("content='text/html'", "text/javascript; charset=utf-8")]
    public async Task Answers_are_labelled_as_scripts(string content, string type)
    {
        var session = await OpenAsync(BoshClient.Terms + " " + content);
        Assert.Equal(type, session.Creation.Raw.Header("Content-Type"));
        Assert.Equal(type, (await session.Client.SendAsync("", "pause='10'")).Raw.Header("Content-Type"));
        Assert.Equal(type, (await session.Client.SendAsync("text")).Raw.Header("Content-Type"));
    }

    [Fact]
    public async Task Headers_keep_everybody_from_storing_any_answer()
    {
        var session = await OpenAsync(options: options => options.Limits.MaxSessions = 1);
        session.App.Log.Expect("A session was refused");
        AssertNotStored(session.Creation.Raw);
        AssertNotStored((await session.Client.SendAsync("", "pause='10'")).Raw);
        AssertNotStored((await session.Client.SendBodyAsync("<body")).Raw);
        var full = await (await new ScriptClient(session.App).BeginAsync()).AnswerAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, full.Status);
        AssertNotStored(full);
        AssertNotStored((await session.Client.SendAsync("text")).Raw);
    }

    [Fact]
    public async Task Body_element_holds_complete_elements()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        await session.Server.SendAsync("<message><body>1</body></message><message><body>");
        (await ScriptClient.AnswerAsync(held)).AssertMessages("1");
        held = await session.Client.HoldAsync();
        Assert.True(held.IsHeld);
        await session.Server.SendAsync("2</body></message>");
        (await ScriptClient.AnswerAsync(held)).AssertMessages("2");
    }

    [Fact]
    public async Task Answer_may_be_compressed()
    {
        var session = await OpenAsync(options: options => options.CompressAnswers = true);
        session.Client.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync(new string('x', 2_000));
        var answer = await held.AnswerAsync();
        Assert.Equal("gzip", answer.Header("Content-Encoding"));
        var script = Encoding.UTF8.GetString(Codings.Decode("gzip", answer.Bytes));
        Assert.Equal(2_000, XElement.Parse(script["_BOSH_(\"".Length..^2]).Value.Length);
    }

    private static void AssertNotStored(BoshAnswer answer)
    {
        Assert.Equal("no-store, no-cache", answer.Header("Cache-Control"));
        Assert.Equal("no-cache", answer.Header("Pragma"));
        Assert.Equal("Thu, 01 Jan 1970 00:00:00 GMT", answer.Header("Expires"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("default-src 'none'; sandbox", answer.Header("Content-Security-Policy"));
    }

    private async Task<ScriptSession> OpenAsync(string attributes = BoshClient.Terms, Action<BoshOptions>? options = null)
        => await ScriptSession.OpenAsync(
            Run(new BoshApp
            {
                Upstream = Listen(),
                Options = all =>
                {
                    all.ScriptSyntax = true;
                    options?.Invoke(all);
                },
            }),
            attributes);
}
