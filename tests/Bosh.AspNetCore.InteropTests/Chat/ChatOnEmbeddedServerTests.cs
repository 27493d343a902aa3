using Bosh.AspNetCore.InteropTests.Browser;
using Bosh.AspNetCore.InteropTests.Servers;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Chat;

/// <summary>The sample as a newcomer starts it: nothing configured, two tabs.</summary>
public sealed class ChatOnEmbeddedServerTests : ChatTest
{
    private readonly SampleApp _app = SampleApp.Start();

    public ChatOnEmbeddedServerTests(Chromium chromium)
        : base(chromium)
    {
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_guests_see_each_other_and_talk_in_the_room_in_one_order()
    {
        var (ann, bob) = await ComeInBothAsync();
        var (fromAnn, fromBob) = (HardTexts.By("Ann"), HardTexts.By("Bob"));

        foreach (var (hers, his) in fromAnn.Zip(fromBob))
        {
            await ann.SayAsync(hers);
            await bob.SayAsync(his);
        }

        var all = fromAnn.Count + fromBob.Count;
        Assert.Equal(fromBob, await ann.MessagesAsync(all, mine: false));
        Assert.Equal(fromAnn, await bob.MessagesAsync(all, mine: false));
        Assert.Equal(await ann.MessagesAsync(all), await bob.MessagesAsync(all), StringComparer.Ordinal);
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_guests_talk_in_private()
    {
        var (ann, bob) = await ComeInBothAsync();
        await ann.ClickPersonAsync("Bob");
        await bob.ClickPersonAsync("Ann");
        var (fromAnn, fromBob) = (HardTexts.By("Ann"), HardTexts.By("Bob"));

        foreach (var (hers, his) in fromAnn.Zip(fromBob))
        {
            await ann.SayAsync(hers);
            await bob.SayAsync(his);
        }

        var all = fromAnn.Count + fromBob.Count;
        Assert.Equal(fromBob, await ann.MessagesAsync(all, mine: false));
        Assert.Equal(fromAnn, await bob.MessagesAsync(all, mine: false));
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_reload_goes_on_with_the_session_and_its_talk()
    {
        var (ann, bob) = await ComeInBothAsync();
        await ann.SayAsync("before");
        await ann.MessagesAsync(1);

        await ann.Page.ReloadAsync();
        await ann.ExpectOnlineAsync();
        await bob.SayAsync("after");

        Assert.Equal(["before", "after"], await ann.MessagesAsync(2));
        Assert.Single(ann.Posts, post => !post.PostData!.Contains(" sid=", StringComparison.Ordinal));
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 120_000)]
    public async Task Logging_out_ends_the_session_and_the_other_sees_it()
    {
        var (ann, bob) = await ComeInBothAsync();

        await ann.LogOutAsync();

        Assert.Contains("type=\"terminate\"", ann.Posts[^1].PostData, StringComparison.Ordinal);
        await bob.Expect("note").ToHaveTextAsync("Ann went away");
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_name_that_is_taken_is_told()
    {
        await ComeInBothAsync();
        var other = await OpenAsync(_app, "Bob");

        await other.Page.GetByTestId("nick").FillAsync("Bob");
        await other.Page.GetByTestId("log-in").ClickAsync();

        await other.Expect("login-error").ToContainTextAsync("Somebody called Bob is here already.");
        AssertNoTrouble(_app);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_picture_shows_each_request_on_its_connection()
    {
        var (ann, bob) = await ComeInBothAsync();
        var held = ann.Page.Locator("[data-testid=bar][data-state=held]");
        await Microsoft.Playwright.Assertions.Expect(held).ToHaveCountAsync(1);
        await ann.SayAsync("first");
        await ann.SayAsync("second");
        await ann.MessagesAsync(2);
        await bob.SayAsync("third");
        await ann.MessagesAsync(3);

        await Microsoft.Playwright.Assertions.Expect(held).ToHaveCountAsync(1);
        await Microsoft.Playwright.Assertions.Expect(ann.Page.GetByTestId("lane-A").GetByTestId("bar")).Not.ToHaveCountAsync(0);
        await Microsoft.Playwright.Assertions.Expect(ann.Page.GetByTestId("lane-B").GetByTestId("bar")).Not.ToHaveCountAsync(0);
        var rids = await ann.Exchanges.EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.rid).reverse()");
        Assert.Equal(ann.Posts.Take(rids.Length).Select(Rid), rids, StringComparer.Ordinal);

        await ann.Exchanges.Filter(new() { HasText = "new session" }).ClickAsync();
        await ann.Expect("detail-answer").ToContainTextAsync("<stream:features");
        await ann.Expect("terms").ToContainTextAsync("requests");
        AssertNoTrouble(_app);
    }

    protected override ValueTask StopAsync() => _app.DisposeAsync();

    private async Task<(ChatPage Ann, ChatPage Bob)> ComeInBothAsync()
    {
        var ann = await OpenAsync(_app, "Ann");
        var bob = await OpenAsync(_app, "Bob");
        await ann.ComeInAsync();
        await ann.Expect("room").ToBeVisibleAsync();
        await bob.ComeInAsync();
        await ann.Expect("person").ToContainTextAsync("Bob");
        await bob.Expect("person").ToContainTextAsync("Ann");
        return (ann, bob);
    }

    private static string Rid(Microsoft.Playwright.IRequest post) =>
        System.Xml.Linq.XElement.Parse(post.PostData!).Attribute("rid")!.Value;
}
