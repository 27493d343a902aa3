using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A session with two streams, each to a connection of a scripted server (XEP-0124, Multiple Streams).</summary>
/// <param name="First">The session, and the server of its first stream.</param>
/// <param name="Second">The session, and the server of its second stream.</param>
/// <param name="FirstName">What the first stream is called.</param>
/// <param name="Opening">The answer to the request for the second one.</param>
internal sealed record TwoStreams(ScriptedSession First, ScriptedSession Second, string FirstName, BoshAnswer Opening)
{
    public BoshClient Client => First.Client;

    public string SecondName => Opening["stream"]!;

    /// <summary>Lets sessions have two streams, and their clients ask as often as they like.</summary>
    public static void Allow(BoshOptions options)
    {
        options.Limits.MaxStreams = 2;
        options.Polling = TimeSpan.Zero;
    }

    public static async Task<TwoStreams> OpenAsync(BoshApp app, string attributes = BoshClient.Terms)
    {
        var first = await ScriptedSession.OpenAsync(app, attributes);
        var opening = await first.Client.HoldAsync("", "to='localhost'");
        var connection = await app.Upstream!.AcceptAsync();
        var second = first with { Server = connection };
        var before = app.Servers.Seen;
        await connection.OpenAsync();
        await app.Servers.ReachAsync(before + 1);
        var answer = await opening.AnswerAsync();
        Assert.NotNull(answer["stream"]);
        return new TwoStreams(first, second, first.Creation["stream"]!, answer);
    }
}
