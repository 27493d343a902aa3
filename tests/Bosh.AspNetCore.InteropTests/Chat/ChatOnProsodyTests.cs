using Bosh.AspNetCore.InteropTests.Browser;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Chat;

/// <summary>The sample's page in Chromium, through our middleware, on Prosody, with stream management between these two (XEP-0198).</summary>
public sealed class ChatOnProsodyTests : ChatTest
{
    private const string Domain = "example.test";

    private XmppServer _prosody = null!;
    private SampleApp _app = null!;

    public ChatOnProsodyTests(Chromium chromium)
        : base(chromium)
    {
    }

    public override async ValueTask InitializeAsync()
    {
        _prosody = await XmppServer.StartAsync(
            ServerKind.Prosody, new ServedDomain(Domain, new Account("alice", "wonder & <land>"), new Account("bob", "b0b's \"secret\"")) { KeepsMessages = true });
        _app = SampleApp.StartInFrontOf(_prosody);
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_accounts_log_in_with_SCRAM_and_each_receives_the_messages_of_the_other_in_order()
    {
        var (alice, bob) = await LogInBothAsync();
        await alice.TalkToAsync($"bob@{Domain}");
        await bob.TalkToAsync($"alice@{Domain}");
        var (fromAlice, fromBob) = (HardTexts.By("alice"), HardTexts.By("bob"));

        foreach (var (hers, his) in fromAlice.Zip(fromBob))
        {
            await alice.SayAsync(hers);
            await bob.SayAsync(his);
        }

        var all = fromAlice.Count + fromBob.Count;
        Assert.Equal(fromBob, await alice.MessagesAsync(all, mine: false));
        Assert.Equal(fromAlice, await bob.MessagesAsync(all, mine: false));
        Assert.Equal(fromAlice, await alice.MessagesAsync(all, mine: true));
        Assert.Equal("Bosh chat", await alice.Page.TitleAsync());
        AssertOnlyOurs(alice);
        AssertOnlyOurs(bob);
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 300_000)]
    public async Task On_a_network_that_loses_requests_and_answers_each_message_arrives_once_and_in_order()
    {
        var (alice, bob) = await LogInBothAsync();
        await alice.TalkToAsync($"bob@{Domain}");
        await bob.TalkToAsync($"alice@{Domain}");
        var faults = await BadNetwork.PutInFrontOfAsync(bob);
        var (fromAlice, fromBob) = (HardTexts.By("alice"), HardTexts.By("bob"));

        foreach (var (hers, his) in fromAlice.Zip(fromBob))
        {
            await alice.SayAsync(hers);
            await bob.SayAsync(his);
        }

        // Strophe backs off for 8 s after a second failure, and looks after a request that it has lost sight of when 1.1 times the wait is over.
        var patience = TimeSpan.FromSeconds(80);
        var all = fromAlice.Count + fromBob.Count;
        Assert.Equal(fromBob, await alice.MessagesAsync(all, mine: false, patience));
        Assert.Equal(fromAlice, await bob.MessagesAsync(all, mine: false, patience));
        Assert.True(faults() >= 4, $"Only {faults()} faults.");
        _app.AssertNoTrouble();
    }

    [Fact(Timeout = 120_000)]
    public async Task Somebody_who_writes_first_shows_up_in_the_list_of_people()
    {
        var (alice, bob) = await LogInBothAsync();

        await alice.TalkToAsync($"bob@{Domain}");
        await alice.SayAsync("Good morning");

        await bob.ClickPersonAsync($"alice@{Domain}");
        Assert.Equal(["Good morning"], await bob.MessagesAsync(1));
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wrong_password_is_told()
    {
        var alice = await OpenAsync(_app, "alice");

        await alice.LogInAsync(Domain, "alice", "not hers");

        await alice.Expect("login-error").ToHaveTextAsync("The user or the password is wrong.");
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_picture_shows_no_credentials()
    {
        var alice = await OpenAsync(_app, "alice");
        await alice.LogInAsync(Domain, "alice", "wonder & <land>");
        await alice.ExpectOnlineAsync();

        foreach (var words in new[] { "auth SCRAM", "response" })
        {
            await alice.Exchanges.Filter(new() { HasText = words }).First.ClickAsync();
            await alice.Expect("detail-request").ToContainTextAsync("••••");
        }

        var page = await alice.Page.ContentAsync();
        var secrets = alice.Posts.Select(post => post.PostData!).SelectMany(Secrets).ToList();
        Assert.Equal(2, secrets.Count);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, page, StringComparison.Ordinal));
        AssertNoTrouble(_app);
    }

    protected override async ValueTask StopAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (TestContext.Current.TestState?.Result is TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(_prosody?.LogText ?? "");
        }

        if (_prosody is not null)
        {
            await _prosody.DisposeAsync();
        }
    }

    private async Task<(ChatPage Alice, ChatPage Bob)> LogInBothAsync()
    {
        var alice = await OpenAsync(_app, "alice");
        var bob = await OpenAsync(_app, "bob");
        await alice.LogInAsync(Domain, "alice", "wonder & <land>");
        await bob.LogInAsync(Domain, "bob", "b0b's \"secret\"");
        await alice.ExpectOnlineAsync();
        await bob.ExpectOnlineAsync();
        return (alice, bob);
    }

    private void AssertOnlyOurs(ChatPage page)
    {
        Assert.All(page.Posts, post => Assert.Equal(new Uri(_app.Address, "/http-bind").AbsoluteUri, post.Url));
        Assert.Single(page.Posts, post => post.PostData!.Contains("mechanism=\"SCRAM-SHA-1\"", StringComparison.Ordinal));
        Assert.DoesNotContain(page.Posts, post => post.PostData!.Contains("PLAIN", StringComparison.Ordinal));
    }

    /// <summary>What stands in SASL elements.</summary>
    private static IEnumerable<string> Secrets(string body) => System.Xml.Linq.XElement.Parse(body).Elements()
        .Where(element => element.Name.LocalName is "auth" or "response" && element.Value.Length > 0)
        .Select(element => element.Value);
}
