using Microsoft.Playwright;

namespace Bosh.AspNetCore.InteropTests.Browser;

/// <summary>A network between a page and the sample that loses things: of each five BOSH requests, one is not delivered, and the answer of another is lost.</summary>
internal static class BadNetwork
{
    private const int Round = 5;
    private const int NotDelivered = 2;
    private const int AnswerLost = 4;

    public static async Task<Func<int>> PutInFrontOfAsync(ChatPage page)
    {
        var requests = 0;
        var faults = 0;
        await page.Page.RouteAsync("**/http-bind", async route =>
        {
            switch (Interlocked.Increment(ref requests) % Round)
            {
                case NotDelivered:
                    Interlocked.Increment(ref faults);
                    await route.AbortAsync("connectionreset");
                    break;
                case AnswerLost:
                    await route.FetchAsync(new RouteFetchOptions { Timeout = 0 });
                    Interlocked.Increment(ref faults);
                    await route.AbortAsync("connectionreset");
                    break;
                default:
                    await route.ContinueAsync();
                    break;
            }
        });
        return () => Volatile.Read(ref faults);
    }
}
