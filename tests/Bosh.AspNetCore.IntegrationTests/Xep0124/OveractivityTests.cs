using System.Net;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Overactivity; Polling Sessions.</summary>
public sealed class OveractivityTests : BoshTest
{
    private const string Presence = "<presence xmlns='jabber:client'/>";

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Empty_requests_too_soon_after_each_other_are_forgiven_once_and_then_a_policy_violation()
    {
        var session = await OpenAsync();
        var one = await session.Client.HoldAsync();
        _time.Advance(1);
        var two = await session.Client.HoldAsync();
        (await one.AnswerAsync()).AssertEmpty();
        Assert.True(two.IsHeld);
        _time.Advance(1);
        (await session.Client.SendAsync()).AssertTerminated("policy-violation");
        (await two.AnswerAsync()).AssertTerminated("other-request");
        Assert.Equal("</stream:stream>", await session.Server.ReadToAsync(">"));
        (await session.Client.SendAsync()).AssertTerminated("policy-violation");
    }

    [Fact]
    public async Task Page_that_is_loaded_again_now_and_then_is_forgiven_each_time()
    {
        var session = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            var one = await session.Client.HoldAsync();
            var two = await session.Client.HoldAsync();
            (await one.AnswerAsync()).AssertEmpty();
            _time.Advance(21);
            await session.Server.SayAsync("still there");
            (await two.AnswerAsync()).AssertMessages("still there");
        }
    }

    [Fact]
    public async Task Legacy_client_gets_403()
    {
        var session = await OpenAsync("hold='1' wait='60'", time: _time);
        var first = await session.Client.HoldAsync();
        await session.Client.HoldAsync();
        await first.AnswerAsync();
        var answer = await session.Client.SendAsync();
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("policy-violation", answer.Condition);
    }

    [Fact]
    public async Task Empty_requests_that_leave_time_between_them_are_allowed()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(1.9);
            var next = await session.Client.HoldAsync();
            (await held.AnswerAsync()).AssertEmpty();
            held = next;
        }
    }

    [Theory]
    [InlineData(Presence, "")]
    [InlineData("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    [InlineData("", "pause='10'")]
    public async Task Requests_that_do_something_may_follow_each_other_at_once(string payload, string attributes)
    {
        var session = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await session.Client.HoldAsync();
            await session.Client.HoldAsync(payload, attributes);
        }

        Assert.Equal(1, session.App.LiveSessions);
    }

    [Fact]
    public async Task Empty_request_after_one_that_was_answered_is_allowed_at_once()
    {
        var session = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await session.DeliverMessageAsync("next");
            (await session.Client.SendAsync()).AssertMessages("next");
        }
    }

    [Fact]
    public async Task Repeats_are_no_new_requests()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync();
        for (var i = 0; i < 5; i++)
        {
            held = await session.Client.HoldAsync(session.Client.Rid);
        }

        await session.Server.SayAsync("to the last of them");
        (await held.AnswerAsync()).AssertMessages("to the last of them");
    }

    [Fact]
    public async Task Requests_whose_clients_have_gone_are_not_counted()
    {
        var session = await OpenAsync();
        for (var i = 0; i < 5; i++)
        {
            await (await session.Client.HoldAsync()).AbortAsync();
        }

        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync("it goes on");
        (await held.AnswerAsync()).AssertMessages("it goes on");
    }

    [Theory]
    [InlineData("hold='1' wait='60' ver='1.11'")]
    [InlineData("hold='0' wait='60' ver='1.11'")]
    public async Task Without_an_interval_requests_may_come_as_often_as_the_client_likes(string terms)
    {
        var session = await OpenAsync(terms, options => options.Polling = TimeSpan.Zero);
        Assert.Null(session.Creation["polling"]);
        var held = await session.Client.HoldAsync();
        for (var i = 0; i < 10; i++)
        {
            var next = await session.Client.HoldAsync();
            (await held.AnswerAsync()).AssertEmpty();
            held = next;
        }
    }

    [Fact]
    public async Task Requests_beyond_those_allowed_are_answered_though_the_server_takes_nothing()
    {
        var app = Run(new BoshApp
        {
            Upstream = Listen(),
            Time = _time,
            AddServices = services => services.AddSingleton<IUpstreamFactory>(provider => new SlowUpstream(provider.GetRequiredService<UpstreamProbe>())),
        });
        var session = await ScriptedSession.OpenAsync(app);
        var waiting = new Queue<BoshExchange>();
        for (var i = 0; i < 10; i++)
        {
            waiting.Enqueue(await session.Client.HoldAsync(Presence));
        }

        for (var i = 0; i < 7; i++)
        {
            (await waiting.Dequeue().AnswerAsync()).AssertEmpty();
        }

        Assert.All(waiting, exchange => Assert.True(exchange.IsHeld));
    }

    [Theory]
    [InlineData("hold='0' wait='60' ver='1.11'")]
    [InlineData("hold='1' wait='0' ver='1.11'")]
    public async Task Two_polls_within_the_interval_are_a_policy_violation_when_the_first_brought_nothing(string terms)
    {
        var session = await OpenAsync(terms);
        await session.Client.SendAsync();
        _time.Advance(10);
        (await session.Client.SendAsync()).AssertEmpty();
        _time.Advance(1.7);
        (await session.Client.SendAsync()).AssertTerminated("policy-violation");
        Assert.Equal("</stream:stream>", await session.Server.ReadToAsync(">"));
    }

    [Fact]
    public async Task Polls_that_keep_the_interval_are_allowed()
    {
        var session = await OpenAsync("hold='0' wait='60' ver='1.11'");
        for (var i = 0; i < 10; i++)
        {
            (await session.Client.SendAsync()).AssertEmpty();
            _time.Advance(2);
        }
    }

    [Fact]
    public async Task Poll_after_one_that_brought_something_is_allowed_at_once()
    {
        var session = await OpenAsync("hold='0' wait='0' ver='1.11'");
        await session.DeliverMessageAsync("1");
        (await session.Client.SendAsync()).AssertMessages("1");
        (await session.Client.SendAsync()).AssertEmpty();
        (await session.Client.SendAsync(Presence)).AssertEmpty();
        (await session.Client.SendAsync()).AssertEmpty();
    }

    [Fact]
    public async Task Poll_with_a_domain_is_one_where_there_is_one_stream()
    {
        var session = await OpenAsync("hold='0' wait='60' ver='1.11'");
        (await session.Client.SendAsync("", "to='localhost'")).AssertEmpty();
        (await session.Client.SendAsync("", "to='localhost'")).AssertTerminated("policy-violation");
    }

    [Fact]
    public async Task First_poll_for_the_features_is_allowed_at_once()
    {
        var app = Run(new BoshApp { Upstream = Listen(), Time = _time });
        var client = app.Client();
        Assert.NotNull((await client.CreateAsync("hold='0' wait='0' ver='1.11'"))["sid"]);
        (await client.SendAsync()).AssertEmpty();
        (await client.SendAsync()).AssertTerminated("policy-violation");
    }

    [Theory]
    [InlineData(0, "62")]
    [InlineData(0.5, "62")]
    [InlineData(7, "74")]
    public async Task Inactivity_of_a_polling_session_is_higher_by_more_than_the_interval(double polling, string inactivity)
    {
        var session = await OpenAsync("hold='0' wait='0' ver='1.11'", options => options.Polling = TimeSpan.FromSeconds(polling));
        Assert.Equal(inactivity, session.Creation["inactivity"]);
    }

    private Task<ScriptedSession> OpenAsync(string terms = BoshClient.Terms, Action<BoshOptions>? options = null) => OpenAsync(terms, options, _time);
}
