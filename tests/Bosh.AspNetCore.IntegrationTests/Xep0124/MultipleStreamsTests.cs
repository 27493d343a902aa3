using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Xep0124;

/// <summary>XEP-0124, Multiple Streams: how they are found out about, and how they are added; and where one is all that a session may have.</summary>
public sealed class MultipleStreamsTests : BoshTest
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("localhost")]
    [InlineData("example.org")]
    [InlineData("")]
    public async Task Request_with_a_domain_is_an_ordinary_one(string to)
    {
        var session = await OpenAsync();
        Assert.Null(session.Creation["stream"]);
        var held = await session.Client.HoldAsync("", $"to='{to}' xml:lang='en'");
        Assert.True(held.IsHeld);
        await session.Server.SayAsync("hello");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("hello");
        Assert.Null(answer["stream"]);
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", $"to='{to}'");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Stream_of_a_request_means_nothing()
    {
        var session = await OpenAsync();
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>", "stream='whatever'");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        (await session.Client.SendAsync("", "stream='whatever' type='terminate'")).AssertEmpty();
        (await held.AnswerAsync()).AssertTerminated(null);
        await session.Server.ExpectAsync("</stream:stream>");
    }

    [Fact]
    public async Task First_answer_names_the_first_stream_where_there_may_be_more()
    {
        var app = RunWithStreams();
        var one = await ScriptedSession.OpenAsync(app);
        var other = await ScriptedSession.OpenAsync(app);
        string[] names = [one.Creation["stream"]!, other.Creation["stream"]!, one.Creation["sid"]!, other.Creation["sid"]!];
        Assert.All(names, name => Assert.Matches("^[0-9a-f]{32}$", name));
        Assert.Equal(4, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Client_that_knows_nothing_of_streams_sees_none_after_that()
    {
        var session = await ScriptedSession.OpenAsync(RunWithStreams());
        var held = await session.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        await session.Server.SayAsync("hello");
        var answer = await held.AnswerAsync();
        answer.AssertMessages("hello");
        Assert.Null(answer["stream"]);
        (await session.Client.TerminateAsync()).AssertTerminated(null);
    }

    [Fact]
    public async Task Request_with_a_domain_opens_another_stream_and_is_told_its_name_and_features()
    {
        var two = await TwoStreams.OpenAsync(RunWithStreams());
        Assert.NotEqual(two.FirstName, two.SecondName, StringComparer.Ordinal);
        Assert.Equal(Names.Streams + "features", two.Opening.Body.Elements().Single().Name);
        Assert.Equal(
            ["authid", "from", "stream", "version"],
            two.Opening.Body.Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.Name.LocalName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
        Assert.Equal("localhost", two.Opening["from"]);
        Assert.Equal("1.0", two.Opening[Names.XBosh + "version"]);
    }

    [Fact]
    public async Task Stream_is_opened_as_its_request_says()
    {
        var app = RunWithStreams();
        var session = await ScriptedSession.OpenAsync(app, BoshClient.Terms + " from='romeo@localhost'");
        var opening = await session.Client.HoldAsync(
            "", "to='localhost' from='juliet@localhost' xml:lang='it' xmpp:version='1.1' xmlns:xmpp='urn:xmpp:xbosh' ver='1.0' content='text/plain' hold='9' wait='1'");
        var connection = await app.Upstream!.AcceptAsync();
        Assert.EndsWith(
            " to='localhost' from='juliet@localhost' version='1.1' xml:lang='it'>", await connection.OpenAsync(), StringComparison.Ordinal);
        Assert.NotNull((await opening.AnswerAsync())["stream"]);
    }

    [Fact]
    public async Task Terms_of_the_session_stay_as_they_are()
    {
        var app = RunWithStreams(time: _time);
        var session = await ScriptedSession.OpenAsync(app);
        var opening = await session.Client.HoldAsync("", "to='localhost' content='text/plain' hold='0' wait='1'");
        var connection = await app.Upstream!.AcceptAsync();
        await connection.OpenAsync();
        Assert.Equal("text/xml; charset=utf-8", (await opening.AnswerAsync()).Header("Content-Type"));
        var held = await session.Client.HoldAsync();
        _time.Advance(50);
        await session.Server.SayAsync("after all this time");
        (await held.AnswerAsync()).AssertMessages("after all this time");
    }

    [Theory]
    [InlineData("<presence xmlns='jabber:client'/>", "")]
    [InlineData("", "pause='10'")]
    [InlineData("", "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")]
    public async Task Request_that_does_something_else_opens_no_stream(string payload, string attributes)
    {
        var app = RunWithStreams();
        var session = await ScriptedSession.OpenAsync(app);
        await session.Client.HoldAsync(payload, $"to='localhost' {attributes}");
        var two = await session.Client.HoldAsync("", "to='localhost'");
        var connection = await app.Upstream!.AcceptAsync();
        await connection.OpenAsync();
        var answer = await two.AnswerAsync();
        Assert.NotNull(answer["stream"]);
        Assert.Null(answer.Type);
    }

    [Fact]
    public async Task Stream_whose_server_is_slow_is_named_before_it_has_spoken()
    {
        var app = RunWithStreams(time: _time);
        var session = await ScriptedSession.OpenAsync(app);
        var opening = await session.Client.HoldAsync("", "to='localhost'");
        var connection = await app.Upstream!.AcceptAsync();
        await connection.ReadHeaderAsync();
        _time.Advance(5);
        var answer = await opening.AnswerAsync();
        Assert.True(answer.Body.IsEmpty);
        Assert.Null(answer["from"]);
        var held = await session.Client.HoldAsync();
        await connection.SendAsync(ScriptedConnection.Header + ScriptedConnection.Features);
        var later = await held.AnswerAsync();
        Assert.Equal(answer["stream"], later["stream"]);
        Assert.Equal("localhost", later["from"]);
        Assert.Equal(Names.Streams + "features", later.Body.Elements().Single().Name);
    }

    [Fact]
    public async Task Answer_that_names_a_stream_has_payload_of_that_stream_alone()
    {
        var app = RunWithStreams();
        var session = await ScriptedSession.OpenAsync(app);
        await session.DeliverMessageAsync("of the first");
        var answer = await session.Client.SendAsync("", "to='localhost'");
        Assert.True(answer.Body.IsEmpty);
        var next = await session.Client.SendAsync();
        next.AssertMessages("of the first");
        Assert.Equal(session.Creation["stream"], next["stream"]);
        Assert.NotEqual(next["stream"], answer["stream"], StringComparer.Ordinal);
    }

    [Fact]
    public async Task Repeat_of_a_request_for_a_stream_opens_no_other()
    {
        var two = await TwoStreams.OpenAsync(RunWithStreams(options => options.Limits.MaxStreams = 3));
        Assert.Equal(two.Opening.Text, (await two.Client.SendAsync(two.Client.Rid, "", "to='localhost'")).Text);
        var third = await two.Client.HoldAsync("", "to='localhost'");
        var connection = await two.First.App.Upstream!.AcceptAsync();
        await connection.OpenAsync();
        Assert.NotEqual(two.SecondName, (await third.AnswerAsync())["stream"], StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("example.org", "host-unknown")]
    [InlineData("gone.example", "host-gone")]
    [InlineData("", "improper-addressing")]
    public async Task Stream_that_there_cannot_be_is_refused_by_name_and_the_session_goes_on(string to, string condition)
    {
        var app = RunWithStreams(options => options.Domains.Add("gone.example", domain => domain.Gone = true));
        var session = await ScriptedSession.OpenAsync(app);
        var answer = await session.Client.SendAsync("", $"to='{to}'");
        answer.AssertTerminated(condition);
        Assert.Matches("^[0-9a-f]{32}$", answer["stream"]);
        Assert.NotEqual(session.Creation["stream"], answer["stream"], StringComparer.Ordinal);
        var held = await session.Client.HoldAsync();
        await session.Server.SayAsync("it goes on");
        var next = await held.AnswerAsync();
        next.AssertMessages("it goes on");
        Assert.Null(next["stream"]);
    }

    [Fact]
    public async Task Stream_more_than_allowed_is_refused_by_name_and_the_session_goes_on()
    {
        var two = await TwoStreams.OpenAsync(RunWithStreams());
        var answer = await two.Client.SendAsync("", "to='localhost'");
        answer.AssertTerminated("policy-violation");
        Assert.DoesNotContain(answer["stream"], new[] { null, two.FirstName, two.SecondName }, StringComparer.Ordinal);
        await two.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await two.First.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
        await two.Second.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Server_that_cannot_be_reached_ends_its_stream_alone()
    {
        var app = RunWithStreams(options => options.Domains.Add("nowhere", domain =>
        {
            domain.Host = "127.0.0.1";
            domain.Port = ScriptedServer.ClosedPort();
        }));
        app.Log.Expect("for nowhere failed");
        var session = await ScriptedSession.OpenAsync(app);
        var answer = await session.Client.SendAsync("", "to='nowhere'");
        answer.AssertTerminated("remote-connection-failed");
        Assert.Matches("^[0-9a-f]{32}$", answer["stream"]);
        await session.Client.HoldAsync("<presence xmlns='jabber:client'/>");
        await session.Server.ExpectAsync("<presence xmlns='jabber:client'/>");
    }

    [Fact]
    public async Task Route_of_the_request_leads_to_a_server_of_the_list()
    {
        var other = Listen();
        var app = RunWithStreams(options =>
        {
            options.Domains["localhost"].AllowRoute = true;
            options.Domains["localhost"].Routes.Add($"127.0.0.1:{other.Port}");
        });
        var session = await ScriptedSession.OpenAsync(app);
        (await session.Client.SendAsync("", "to='localhost' route='xmpp:192.0.2.1:5222'")).AssertTerminated("host-unknown");
        await session.Client.HoldAsync("", $"to='localhost' route='xmpp:127.0.0.1:{other.Port}'");
        var connection = await other.AcceptAsync();
        Assert.Contains(" to='localhost'", await connection.ReadHeaderAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_has_its_say_in_each_stream()
    {
        var app = RunWithStreams(options => options.OnSessionCreating = creation =>
        {
            if (creation.From is null)
            {
                creation.From = "romeo@localhost";
            }
            else
            {
                creation.Refuse(BoshCondition.UndefinedCondition, new XElement(XNamespace.Get("urn:example:app") + "no"));
            }

            return Task.CompletedTask;
        });
        var session = await ScriptedSession.OpenAsync(app);
        var answer = await session.Client.SendAsync("", "to='localhost' from='mallory@localhost'");
        answer.AssertTerminated("undefined-condition");
        Assert.NotNull(answer["stream"]);
        Assert.Equal("no", answer.Body.Elements().Single().Name.LocalName);
        await session.Client.HoldAsync("", "to='localhost'");
        var connection = await app.Upstream!.AcceptAsync();
        Assert.Contains(" from='romeo@localhost'", await connection.ReadHeaderAsync(), StringComparison.Ordinal);
    }

    private BoshApp RunWithStreams(Action<BoshOptions>? options = null, ManualTimeProvider? time = null) => Run(new BoshApp
    {
        Upstream = Listen(),
        Time = time,
        Options = all =>
        {
            TwoStreams.Allow(all);
            options?.Invoke(all);
        },
    });
}
