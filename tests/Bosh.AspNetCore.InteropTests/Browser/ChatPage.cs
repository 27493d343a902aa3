using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Browser;

/// <summary>The sample's page in a browser: what a person does there, and what its network inspector would show.</summary>
public sealed class ChatPage
{
    /// <summary>How long the page may take for anything that a test waits for.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<IRequest> _posts = new();
    private readonly ConcurrentQueue<string> _troubles = new();

    private ChatPage(string name, IPage page)
    {
        Name = name;
        Page = page;
        page.Request += (_, request) =>
        {
            if (request.Method is "POST")
            {
                _posts.Enqueue(request);
            }
        };
        page.PageError += (_, error) => _troubles.Enqueue(error);
        page.Console += (_, message) =>
        {
            // Violations of the content security policy are written here too.
            if (message.Type is "error" or "warning")
            {
                _troubles.Enqueue(message.Text);
            }
        };
    }

    /// <summary>Whose page it is.</summary>
    public string Name { get; }

    /// <summary>The page itself.</summary>
    public IPage Page { get; }

    /// <summary>The BOSH requests so far, in the order in which they were sent.</summary>
    public IReadOnlyList<IRequest> Posts => [.. _posts];

    /// <summary>The rows of the list of requests.</summary>
    public ILocator Exchanges => Page.GetByTestId("exchange");

    /// <summary>The bars in the picture.</summary>
    public ILocator Bars => Page.GetByTestId("bar");

    /// <summary>Opens the sample's page.</summary>
    public static async Task<ChatPage> OpenAsync(Chromium chromium, string name, Uri address)
    {
        ArgumentNullException.ThrowIfNull(chromium);
        var page = new ChatPage(name, await chromium.OpenAsync(address));
        await page.Page.GotoAsync("/");
        await page.Expect("login").ToBeVisibleAsync();
        return page;
    }

    /// <summary>Logs in to a real server.</summary>
    public async Task LogInAsync(string domain, string user, string password)
    {
        await Page.GetByTestId("domain").SelectOptionAsync(domain);
        await Page.GetByTestId("user").FillAsync(user);
        await Page.GetByTestId("password").FillAsync(password);
        await Page.GetByTestId("log-in").ClickAsync();
    }

    /// <summary>Comes in as a guest of the embedded server, under the page's name.</summary>
    public async Task ComeInAsync()
    {
        await Page.GetByTestId("nick").FillAsync(Name);
        await Page.GetByTestId("log-in").ClickAsync();
        await ExpectOnlineAsync();
    }

    /// <summary>Waits until the page is connected.</summary>
    public Task ExpectOnlineAsync() => Expect("status").ToHaveAttributeAsync("data-state", "online");

    /// <summary>Opens a conversation with an address.</summary>
    public async Task TalkToAsync(string address)
    {
        await Page.GetByTestId("new-chat-address").FillAsync(address);
        await Page.GetByTestId("new-chat-open").ClickAsync();
        await Expect("conversation-title").ToHaveTextAsync(address);
    }

    /// <summary>Opens the conversation with somebody in the list of people.</summary>
    public async Task ClickPersonAsync(string name)
    {
        await Page.GetByTestId("person").Filter(new LocatorFilterOptions { HasText = name }).ClickAsync();
        await Expect("conversation-title").ToHaveTextAsync(name);
    }

    /// <summary>Writes a message and presses Enter.</summary>
    public async Task SayAsync(string text)
    {
        var composer = Page.GetByTestId("composer");
        await composer.FillAsync(text);
        await composer.PressAsync("Enter");
    }

    /// <summary>Waits until the open conversation has so many messages, and returns the texts of one side, or of both, as they stand in the page.</summary>
    /// <param name="count">How many there are in all.</param>
    /// <param name="mine">Only one's own, or only those of others; null for all.</param>
    /// <param name="patience">How long to wait; null for as long as for anything else in the page.</param>
    public async Task<IReadOnlyList<string>> MessagesAsync(int count, bool? mine = null, TimeSpan? patience = null)
    {
        await Assertions.Expect(Page.GetByTestId("message")).ToHaveCountAsync(count, new() { Timeout = (float?)patience?.TotalMilliseconds });
        var which = mine switch { true => ".mine ", false => ".theirs ", null => "" };
        return await Page.Locator($"{which}[data-testid=message-text]").EvaluateAllAsync<string[]>("all => all.map(one => one.textContent)");
    }

    /// <summary>Leaves by the button.</summary>
    public async Task LogOutAsync()
    {
        await Page.GetByTestId("log-out").ClickAsync();
        await Expect("status").ToHaveAttributeAsync("data-state", "offline");
    }

    /// <summary>Expectations about the element with a test id.</summary>
    public ILocatorAssertions Expect(string testId) => Assertions.Expect(Page.GetByTestId(testId));

    /// <summary>Fails when the page has written errors or warnings to its console.</summary>
    public void AssertNoTrouble() => Assert.Empty(_troubles);
}
