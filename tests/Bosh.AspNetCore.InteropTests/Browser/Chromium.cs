using Bosh.AspNetCore.InteropTests.Servers;
using Microsoft.Playwright;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Browser;

/// <summary>Debian's Chromium without a window, driven by Playwright. One process for all tests; each page has cookies and storage of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page of a fresh profile.</summary>
    public async Task<IPage> OpenAsync(Uri address)
    {
        // Started by the first test that needs it, so that a missing Chromium is that test's failure.
        _browser ??= await LaunchAsync();
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        });
        context.SetDefaultTimeout((float)ChatPage.Timeout.TotalMilliseconds);
        return await context.NewPageAsync();
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        var chromium = NeededProgram.Find("chromium", package: "chromium");
        _playwright ??= await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout((float)ChatPage.Timeout.TotalMilliseconds);
        return await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = chromium,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }
}
