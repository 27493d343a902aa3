using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>
/// Floods of 100 MB, upward, downward and both at once, between clients and servers that do not take them for a while: memory stays where it
/// was, each stanza comes once and in order, and all goes on as soon as the slow one does (design, invariant 11).
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class FlowControlTests : BoshTest
{
    private const int Size = 10_000;
    private const int Batch = 6;
    private const int Mark = 256 * 1024;

    /// <summary>
    /// What may be held beyond what was there before, of 100 MB a direction: buffers with their marks, pools, and the log that the test keeps of each request.
    /// </summary>
    private const long MostMemory = 64L << 20;

    private readonly NumberedStanzas _stanzas = new(Size, 10_002);
    private MeasuredUpstream? _upstream;
    private long _memoryBefore;

    [Fact]
    public async Task A_client_floods_a_server_that_does_not_read()
    {
        var session = await OpenMeasuredAsync();
        var serving = Task.Run(async () =>
        {
            await _upstream!.LongAsync();
            await _stanzas.ReadFromAsync(session.Server.Stream, CheckMemory);
        });
        await FloodUpAsync(session.Client);
        await serving.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.InRange(_upstream!.MostQueued, Mark, Mark + (3 * Batch * Size));
    }

    [Fact]
    public async Task A_server_floods_a_client_that_does_not_poll()
    {
        var session = await OpenMeasuredAsync();
        var serving = Task.Run(() => _stanzas.WriteToAsync(session.Server.Stream));
        await _upstream!.StoppedAsync();
        await FetchAsync(session.Client);
        await serving.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Both_flood_at_once_and_neither_takes_anything_at_first()
    {
        var session = await OpenMeasuredAsync();
        var writing = Task.Run(() => _stanzas.WriteToAsync(session.Server.Stream));
        await _upstream!.StoppedAsync();
        var reading = Task.Run(async () =>
        {
            await _upstream.LongAsync();
            await _stanzas.ReadFromAsync(session.Server.Stream, CheckMemory);
        });
        var fetched = await FloodUpAsync(session.Client);
        await reading.WaitAsync(TimeSpan.FromMinutes(2));
        await FetchAsync(session.Client, fetched);
        await writing.WaitAsync(TimeSpan.FromMinutes(2));
    }

    private async Task<ScriptedSession> OpenMeasuredAsync()
    {
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            IsOnSocket = true,
            Options = options => options.Limits.MaxUpstreamBuffer = Mark,
            AddServices = services => services.AddSingleton<IUpstreamFactory>(
                provider => _upstream = new MeasuredUpstream(provider.GetRequiredService<UpstreamProbe>(), Mark)),
        });
        var session = await ScriptedSession.OpenAsync(app);
        _memoryBefore = GC.GetTotalMemory(forceFullCollection: true);
        return session;
    }

    /// <summary>Sends all stanzas, two requests at a time, and takes what comes.</summary>
    /// <returns>How many have come.</returns>
    private async Task<int> FloodUpAsync(BoshClient client)
    {
        var fetched = 0;
        var waiting = new Queue<BoshExchange>();
        for (var first = 0; first < _stanzas.Count; first += Batch)
        {
            waiting.Enqueue(await client.HoldAsync(_stanzas.Batch(first, Batch)));
            if (waiting.Count == 2)
            {
                fetched = Take(await waiting.Dequeue().AnswerAsync(), fetched);
            }
        }

        // A last request, so that the one before it is answered; it is left to hang, or brings what waits.
        var last = await client.HoldAsync();
        fetched = Take(await waiting.Dequeue().AnswerAsync(), fetched);
        return fetched < _stanzas.Count && fetched > 0 ? Take(await last.AnswerAsync(), fetched) : fetched;
    }

    private async Task FetchAsync(BoshClient client, int fetched = 0)
    {
        for (var i = 0; fetched < _stanzas.Count; i++)
        {
            fetched = Take(await client.SendAsync(), fetched);
            CheckMemory(i);
        }
    }

    private int Take(BoshAnswer answer, int fetched)
    {
        Assert.Null(answer.Type);
        var text = answer.Text.AsSpan();
        for (var at = text.IndexOf('>') + 1; at < text.Length && text[at..].StartsWith("<message"); at += Size)
        {
            _stanzas.Check(fetched++, text.Slice(at, Size));
        }

        return fetched;
    }

    /// <summary>Looks now and then, because looking takes a while.</summary>
    private void CheckMemory(int step)
    {
        if (step % 200 == 100)
        {
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - _memoryBefore, long.MinValue, MostMemory);
        }
    }
}
