using System.Collections.Concurrent;
using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.InteropTests.Browser;
using Bosh.AspNetCore.InteropTests.Chat;
using Bosh.AspNetCore.InteropTests.Servers;
using Microsoft.Playwright;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Scripts;

/// <summary>XEP-0252 in Chromium: a page of another origin that loads scripts from us and does nothing else, on real servers.</summary>
public sealed class ScriptPageTests : RealServerTest
{
    /// <summary>The longest address that the page loads, which is less than most of the texts need.</summary>
    private const int LongestAddress = 2083;

    private readonly Chromium _chromium;
    private readonly ConcurrentQueue<string> _troubles = new();
    private readonly ConcurrentQueue<IRequest> _requests = new();

    public ScriptPageTests(Chromium chromium, RealServers servers)
        : base(servers) => _chromium = chromium;

    [Theory(Timeout = 300_000)]
    [InlineData(ServerKind.Prosody)]
    [InlineData(ServerKind.Ejabberd)]
    public async Task Page_that_only_loads_scripts_logs_in_and_talks_and_every_text_is_exact_and_in_order(ServerKind kind)
    {
        var server = await ServerAsync(kind);
        var app = RunInFrontOf(server, isOnSocket: true, options: options => options.ScriptSyntax = true, pipeline: Serve);
        var bob = await LogInDirectlyAsync(server, "bob");
        var page = await OpenAsync(app);

        var jid = await page.EvaluateAsync<string>(
            "([at, to, user, password]) => logIn(at, to, user, password)",
            new[] { $"http://{app.EndPoint}/http-bind", RealServers.Domain, "alice", RealServers.Password });
        Assert.StartsWith($"alice@{RealServers.Domain}/", jid, StringComparison.Ordinal);
        var (fromPage, fromBob) = (HardTexts.By("page"), HardTexts.By("bob"));
        foreach (var (hers, his) in fromPage.Zip(fromBob))
        {
            await page.EvaluateAsync("([to, text]) => say(to, text)", new[] { bob.Jid, hers });
            await bob.SendAsync($"<message to='{jid}' type='chat'>{new XElement("body", his)}</message>");
        }

        Assert.Equal(fromPage, await bob.ReadTextsAsync(fromPage.Count));
        await page.WaitForFunctionAsync("count => received.length >= count || failures.length > 0", fromBob.Count, new() { Timeout = 60_000 });
        Assert.Empty(await page.EvaluateAsync<string[]>("failures"));
        Assert.Equal(fromBob, await page.EvaluateAsync<string[]>("received"));
        await page.EvaluateAsync("logOut()");

        Assert.Empty(_troubles);
        var ours = _requests.Where(request => request.Url.Contains("/http-bind", StringComparison.Ordinal)).ToList();
        Assert.All(ours, request => Assert.Equal("script", request.ResourceType));
        Assert.InRange(ours.Max(request => request.Url.Length), LongestAddress - 10, LongestAddress);
        Assert.Equal(0, app.LiveSessions);
        await page.Context.DisposeAsync();
    }

    private static void Serve(WebApplication app)
    {
        app.UseBosh();
        var file = Path.Combine(AppContext.BaseDirectory, "Scripts", "script-client.html");
        app.MapGet("/", () => Results.File(file, "text/html"));
    }

    /// <summary>Opens the page under another name of the machine, so that the scripts come from a foreign origin.</summary>
    private async Task<IPage> OpenAsync(BoshApp app)
    {
        var page = await _chromium.OpenAsync(new UriBuilder("http", "localhost", app.EndPoint.Port).Uri);
        page.Request += (_, request) => _requests.Enqueue(request);
        page.PageError += (_, error) => _troubles.Enqueue(error);
        page.Console += (_, message) => _troubles.Enqueue(message.Text);
        await page.GotoAsync("/");
        return page;
    }
}
