using System.Diagnostics.Metrics;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>What we measure, and what we keep out of the app's own measurements.</summary>
public sealed class MetricsTests : BoshTest
{
    [Fact]
    public async Task Requests_that_are_held_are_not_in_the_durations_of_the_app()
    {
        var app = Run(new BoshApp { IsOnSocket = true });
        var meters = app.Host.Services.GetRequiredService<IMeterFactory>();
        var measured = new List<(string Name, string? Method)>();
        var page = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name is "http.server.request.duration" or "bosh.request.hold.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            var method = (string?)tags.ToArray().FirstOrDefault(tag => tag.Key is "http.request.method").Value;
            lock (measured)
            {
                measured.Add((instrument.Name, method));
            }

            if (method is "GET")
            {
                page.TrySetResult();
            }
        });
        listener.Start();

        // On one connection, so that one request is over before the next begins.
        var client = app.Client();
        await client.CreateAsync();
        await client.SendAsync("", "pause='10'");
        (await client.Http.GetAsync("/http-bind").Soon()).Dispose();
        await page.Task.Soon();
        lock (measured)
        {
            Assert.Equal(
                [("bosh.request.hold.duration", null), ("bosh.request.hold.duration", null), ("http.server.request.duration", "GET")], measured);
        }
    }
}
