using System.Net;
using Bosh.AspNetCore.Benchmarks.Load;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Load;

public sealed class ArgumentsTests
{
    private static readonly string[] Complete = ["--url", "http://a/", "--pattern", "idle"];

    [Fact]
    public void Names_have_values_lists_or_nothing()
    {
        var arguments = new Arguments(["--sessions", "5", "--relay", "--pid", "1,2", "--pid", "3", "--upstream", "a:b:7", "--url", "http://a/b"]);

        Assert.Equal(5, arguments.Number("sessions", 9));
        Assert.Equal(9, arguments.Number("seconds", 9));
        Assert.True(arguments.Has("relay"));
        Assert.False(arguments.Has("peer"));
        Assert.Equal([1, 2, 3], arguments.Numbers("pid"));
        Assert.Equal(new DnsEndPoint("a:b", 7), arguments.EndPoint("upstream"));
        Assert.Equal(new Uri("http://a/b"), arguments.Url("url"));
        Assert.Null(arguments.Text("json"));
        arguments.RefuseUnknown();
    }

    [Fact]
    public void The_last_of_several_values_counts()
        => Assert.Equal(2, new Arguments(["--sessions", "1", "--sessions", "2"]).Number("sessions", 0));

    [Theory]
    [InlineData("'idle' is not an option", "idle")]
    [InlineData("--url is missing", "--pattern", "idle")]
    [InlineData("--pattern is missing", "--url", "http://a/")]
    [InlineData("--url must be a URL", "--url", "a", "--pattern", "idle")]
    [InlineData("no pattern 'x'", "--url", "http://a/", "--pattern", "x")]
    [InlineData("--url needs a value", "--url", "--pattern", "idle")]
    public void What_is_missing_or_wrong_is_said(string said, params string[] words) => AssertRefused(said, words);

    [Theory]
    [InlineData("--sessions: 'x' is not a number", "--sessions", "x")]
    [InlineData("--sessions: '-1' is not a number", "--sessions", "-1")]
    [InlineData("--sessions must be at least 1", "--sessions", "0")]
    [InlineData("--batch must be at least 1", "--batch", "0")]
    [InlineData("--peer must be HOST:PORT", "--peer", "5222")]
    [InlineData("A relay has no --peer", "--peer", "a:1", "--relay")]
    public void A_value_that_cannot_be_is_said(string said, params string[] words) => AssertRefused(said, [.. Complete, .. words]);

    [Fact]
    public void A_name_that_nobody_knows_is_a_slip()
    {
        var arguments = new Arguments([.. Complete, "--session", "5"]);
        RunOptions.From(arguments);

        Assert.Contains("--session is not known", Assert.Throws<LoadException>(arguments.RefuseUnknown).Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(string said, string[] words)
    {
        var error = Assert.Throws<LoadException>(() => RunOptions.From(new Arguments(words)));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }
}
