using Bosh.AspNetCore.InteropTests.Browser;
using Bosh.AspNetCore.InteropTests.Servers;
using Microsoft.Playwright;
using Xunit;

namespace Bosh.AspNetCore.InteropTests.Chat;

/// <summary>A test with pages of the sample. When it fails, pictures of the pages are left in the temporary folder.</summary>
public abstract class ChatTest : IAsyncLifetime
{
    private readonly Chromium _chromium;
    private readonly List<ChatPage> _pages = [];

    protected ChatTest(Chromium chromium) => _chromium = chromium;

    /// <inheritdoc/>
    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result is TestResult.Failed)
        {
            await TakePicturesAsync();
        }

        foreach (var page in _pages)
        {
            await page.Page.Context.DisposeAsync();
        }

        await StopAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<ChatPage> OpenAsync(SampleApp app, string name)
    {
        var page = await ChatPage.OpenAsync(_chromium, name, app.Address);
        _pages.Add(page);
        return page;
    }

    private protected void AssertNoTrouble(SampleApp app)
    {
        _pages.ForEach(page => page.AssertNoTrouble());
        app.AssertNoTrouble();
    }

    /// <summary>Stops the test's servers. By then its pages are closed.</summary>
    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;

    private async Task TakePicturesAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "bosh-interop")).FullName;
        var test = TestContext.Current.TestMethod?.MethodName ?? "test";
        foreach (var page in _pages)
        {
            var path = Path.Combine(folder, $"{test}-{page.Name}.png");
            await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
            TestContext.Current.TestOutputHelper?.WriteLine($"See {path}");
        }
    }
}
