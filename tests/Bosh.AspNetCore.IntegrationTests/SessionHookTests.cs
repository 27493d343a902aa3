using System.Net;
using System.Xml;
using System.Xml.Linq;
using Bosh.AspNetCore.IntegrationTests.Support;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>The app has a say in each session: <see cref="BoshOptions.OnSessionCreating"/>.</summary>
public sealed class SessionHookTests : BoshTest
{
    private static readonly XNamespace App = "urn:example:app";
    private static readonly XNamespace Texts = Names.StreamErrors;

    public static TheoryData<BoshCondition, string, HttpStatusCode> Conditions => new()
    {
        { BoshCondition.BadRequest, "bad-request", HttpStatusCode.BadRequest },
        { BoshCondition.HostGone, "host-gone", HttpStatusCode.OK },
        { BoshCondition.HostUnknown, "host-unknown", HttpStatusCode.OK },
        { BoshCondition.ImproperAddressing, "improper-addressing", HttpStatusCode.OK },
        { BoshCondition.InternalServerError, "internal-server-error", HttpStatusCode.OK },
        { BoshCondition.ItemNotFound, "item-not-found", HttpStatusCode.NotFound },
        { BoshCondition.OtherRequest, "other-request", HttpStatusCode.OK },
        { BoshCondition.PolicyViolation, "policy-violation", HttpStatusCode.Forbidden },
        { BoshCondition.RemoteConnectionFailed, "remote-connection-failed", HttpStatusCode.OK },
        { BoshCondition.RemoteStreamError, "remote-stream-error", HttpStatusCode.OK },
        { BoshCondition.SystemShutdown, "system-shutdown", HttpStatusCode.OK },
        { BoshCondition.UndefinedCondition, "undefined-condition", HttpStatusCode.OK },
    };

    [Fact]
    public async Task App_sees_the_request_and_what_it_asks_for()
    {
        BoshSessionCreation? seen = null;
        var app = Run(new BoshApp
        {
            Options = options => options.OnSessionCreating = creation =>
            {
                seen = creation;
                Assert.Equal("/http-bind", creation.HttpContext.Request.Path);
                Assert.Equal("a", creation.HttpContext.Request.Query["room"]);
                Assert.NotNull(creation.HttpContext.RequestServices.GetRequiredService<TimeProvider>());
                return Task.CompletedTask;
            },
        });
        var client = app.Client("/http-bind?room=a");
        Assert.NotNull((await client.CreateAsync(BoshClient.Terms + " from='romeo@localhost' route='xmpp:x:1'"))["sid"]);
        Assert.Equal("localhost", seen!.To);
        Assert.Equal("romeo@localhost", seen.From);
        Assert.Equal("en", seen.Language);
        Assert.Equal("xmpp:x:1", seen.Route);
        Assert.Equal("1.11", seen.Version);
        Assert.Equal("1.0", seen.XmppVersion);
        Assert.NotNull(seen.Server);
    }

    [Fact]
    public async Task App_is_asked_once_for_each_session_and_for_nothing_else()
    {
        var count = 0;
        var server = Listen();
        var app = Run(new BoshApp { Upstream = server, Options = options => options.OnSessionCreating = _ => Task.FromResult(++count) });
        var session = await ScriptedSession.OpenAsync(app);
        await session.Client.SendAsync("", "pause='10'");
        await session.Client.SendAsync(session.Client.Rid, "", "pause='10'");
        await session.Client.SendAsync("text");
        await app.Client().SendBodyAsync("<body");
        await app.Client().SendBodyAsync($"<body rid='1' sid='{new string('0', 32)}' xmlns='http://jabber.org/protocol/httpbind'/>");
        await app.Client().CreateAsync(to: null);
        Assert.Equal(1, count);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("users.example.com")]
    public async Task App_chooses_the_server_of_a_session_for_domains_of_the_options_and_others(string to)
    {
        var own = Listen();
        var chosen = Listen();
        var app = Run(new BoshApp
        {
            Upstream = own,
            Options = options => options.OnSessionCreating = async creation =>
            {
                await Task.Yield();
                Assert.Equal(creation.To is "localhost", creation.Server is not null);
                creation.Server = new BoshDomain { Host = "127.0.0.1", Port = chosen.Port };
            },
        });
        var creation = await app.Client().BeginAsync(to: to);
        var connection = await chosen.AcceptAsync();
        Assert.Contains($" to='{to}'", await connection.OpenAsync(), StringComparison.Ordinal);
        Assert.NotNull((await creation.AnswerAsync())["sid"]);
    }

    [Fact]
    public async Task What_the_app_changes_is_for_one_session_alone()
    {
        var own = Listen();
        var chosen = Listen();
        var isFirst = true;
        var app = Run(new BoshApp
        {
            Upstream = own,
            Options = options => options.OnSessionCreating = creation =>
            {
                if (isFirst)
                {
                    creation.Server!.Port = chosen.Port;
                    creation.Server.Routes.Add("192.0.2.1:1");
                }

                isFirst = false;
                return Task.CompletedTask;
            },
        });
        var first = await app.Client().BeginAsync();
        var connection = await chosen.AcceptAsync();
        await connection.OpenAsync();
        await first.AnswerAsync();
        await ScriptedSession.OpenAsync(app);
        Assert.Empty(app.Host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<BoshOptions>>().Value.Domains["localhost"].Routes);
    }

    [Theory]
    [InlineData("from='anybody@localhost'", "juliet@localhost", " from='juliet@localhost'")]
    [InlineData("", "juliet's@localhost", " from='juliet&apos;s@localhost'")]
    [InlineData("from='anybody@localhost'", null, null)]
    public async Task App_says_who_the_user_is(string asked, string? from, string? header)
    {
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            Options = options => options.OnSessionCreating = creation =>
            {
                creation.From = from;
                return Task.CompletedTask;
            },
        });
        await app.Client().BeginAsync(BoshClient.Terms + " " + asked);
        var connection = await server.AcceptAsync();
        var sent = await connection.OpenAsync();
        if (header is null)
        {
            Assert.DoesNotContain(" from=", sent, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(header, sent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_the_app_says_of_the_user_the_client_cannot_change()
    {
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            Options = options => options.OnSessionCreating = creation =>
            {
                creation.From = "juliet@localhost";
                return Task.CompletedTask;
            },
        });
        var session = await ScriptedSession.OpenAsync(app);
        await session.Client.HoldAsync("", "from='romeo@localhost' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");
        Assert.Contains(" from='juliet@localhost'", await session.Server.OpenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_has_its_say_in_further_streams_too()
    {
        var own = Listen();
        var chosen = Listen();
        var app = Run(new BoshApp
        {
            Upstream = own,
            Options = options =>
            {
                options.Limits.MaxStreams = 3;
                options.Domains.Add("gone.example", domain => domain.Gone = true);
                options.OnSessionCreating = creation =>
                {
                    creation.From = "juliet@localhost";
                    switch (creation.To)
                    {
                        case "further.example":
                            creation.Server = new BoshDomain { Host = "127.0.0.1", Port = chosen.Port };
                            break;
                        case "forbidden.example":
                            creation.Refuse(BoshCondition.PolicyViolation, "not you");
                            break;
                    }

                    return Task.CompletedTask;
                };
            },
        });
        var session = await ScriptedSession.OpenAsync(app);
        var refused = await session.Client.SendAsync("", "to='forbidden.example'");
        Assert.Equal("policy-violation", refused.Condition);
        Assert.NotNull(refused["stream"]);
        Assert.Equal("not you", refused.Body.Element(Texts + "text")!.Value);
        Assert.Equal("host-unknown", (await session.Client.SendAsync("", "to='unknown.example'")).Condition);
        Assert.Equal("host-gone", (await session.Client.SendAsync("", "to='gone.example'")).Condition);
        await session.Client.HoldAsync("", "to='further.example' from='romeo@localhost'");
        var further = await chosen.AcceptAsync();
        var header = await further.OpenAsync();
        Assert.Contains(" to='further.example' from='juliet@localhost'", header, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public async Task App_refuses_with_any_condition(BoshCondition condition, string name, HttpStatusCode legacy)
    {
        var app = Refusing(creation => creation.Refuse(condition));
        var refusal = await app.Client().CreateAsync();
        refusal.AssertTerminated(name);
        Assert.True(refusal.Body.IsEmpty);
        Assert.Equal(0, app.LiveSessions);
        var old = await app.Client().CreateAsync("hold='1' wait='60'");
        Assert.Equal(legacy, old.Status);
        Assert.Equal(name, old.Condition);
    }

    [Fact]
    public async Task App_says_why_in_words()
    {
        var refusal = await Refusing(creation => creation.Refuse(BoshCondition.PolicyViolation, "Log in & \"come\" <again>.")).Client().CreateAsync();
        refusal.AssertTerminated("policy-violation");
        Assert.Equal("Log in & \"come\" <again>.", refusal.Body.Element(Texts + "text")!.Value);
    }

    [Fact]
    public async Task App_says_why_in_terms_of_its_own()
    {
        var content = new XElement(App + "quota", new XAttribute("used", "5 > 4"), new XElement(App + "upgrade"), new XElement("plain"));
        var refusal = await Refusing(creation => creation.Refuse(BoshCondition.UndefinedCondition, content)).Client().CreateAsync();
        refusal.AssertTerminated("undefined-condition");
        var quota = refusal.Body.Elements().Single();
        Assert.Equal(App + "quota", quota.Name);
        Assert.Equal("5 > 4", quota.Attribute("used")!.Value);
        Assert.Equal([App + "upgrade", "plain"], quota.Elements().Select(element => element.Name));
    }

    [Fact]
    public async Task App_sends_clients_to_another_address()
    {
        var refusal = await Refusing(creation => creation.SeeOther(new Uri("https://example.com/http-bind?a=1&b='2'"))).Client().CreateAsync();
        refusal.AssertTerminated("see-other-uri");
        Assert.Equal("https://example.com/http-bind?a=1&b='2'", refusal.Body.Element(Names.Bosh + "uri")!.Value);
    }

    [Fact]
    public async Task Last_word_of_the_app_counts()
    {
        var app = Refusing(creation =>
        {
            creation.Refuse(BoshCondition.PolicyViolation, "no");
            creation.SeeOther(new Uri("https://example.com/"));
            creation.Refuse(BoshCondition.HostGone);
        });
        var refusal = await app.Client().CreateAsync();
        refusal.AssertTerminated("host-gone");
        Assert.True(refusal.Body.IsEmpty);
    }

    [Fact]
    public async Task Session_without_a_server_is_for_an_unknown_host()
    {
        (await Refusing(creation => creation.Server = null).Client().CreateAsync()).AssertTerminated("host-unknown");
        (await Refusing(_ => { }).Client().CreateAsync(to: "example.org")).AssertTerminated("host-unknown");
        (await Refusing(creation => creation.Server!.Gone = true).Client().CreateAsync()).AssertTerminated("host-gone");
    }

    [Fact]
    public async Task App_that_fails_is_an_internal_error_for_one_client_alone()
    {
        var isFailing = false;
        var server = Listen();
        var app = Run(new BoshApp
        {
            Upstream = server,
            Options = options => options.OnSessionCreating = async _ =>
            {
                await Task.Yield();
                if (isFailing)
                {
                    throw new InvalidOperationException("a fault of the app");
                }
            },
        });
        app.Log.Expect("BoshOptions.OnSessionCreating failed");
        var session = await ScriptedSession.OpenAsync(app);
        var held = await session.Client.HoldAsync();
        isFailing = true;
        (await app.Client().CreateAsync()).AssertTerminated("internal-server-error");
        isFailing = false;
        Assert.True(held.IsHeld);
        await ScriptedSession.OpenAsync(app);
        var error = app.Log.Entries.Single(entry => entry.Level == LogLevel.Error);
        Assert.Contains("a fault of the app", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_that_fails_at_once_is_an_internal_error_too()
    {
        var app = Refusing(_ => throw new InvalidOperationException("at once"));
        app.Log.Expect("BoshOptions.OnSessionCreating failed");
        (await app.Client().CreateAsync()).AssertTerminated("internal-server-error");
    }

    [Fact]
    public async Task Server_with_settings_that_are_none_is_a_fault_of_the_app()
    {
        var app = Refusing(creation => creation.Server!.Port = 70_000);
        app.Log.Expect("BoshOptions.OnSessionCreating failed");
        (await app.Client().CreateAsync()).AssertTerminated("internal-server-error");
        Assert.Contains(app.Log.Entries, entry => entry.Text.Contains("Bosh:Domains:localhost:Port is 70000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_said_is_refused_to_the_app()
    {
        var app = Refusing(creation =>
        {
            Assert.Throws<ArgumentException>(() => creation.Refuse(BoshCondition.SeeOtherUri));
            Assert.Throws<ArgumentException>(() => creation.Refuse((BoshCondition)99));
            Assert.Throws<ArgumentException>(() => creation.Refuse(BoshCondition.UndefinedCondition, new XElement("plain")));
            Assert.Throws<ArgumentException>(() => creation.Refuse(BoshCondition.UndefinedCondition, new XElement(Names.Bosh + "body")));
            Assert.Throws<ArgumentException>(() => creation.Refuse(BoshCondition.UndefinedCondition, "\u0001"));
            Assert.Throws<ArgumentException>(() => creation.SeeOther(new Uri("/relative", UriKind.Relative)));
            Assert.Throws<ArgumentException>(() => creation.SeeOther(new Uri("ftp://example.com/")));
            Assert.Throws<XmlException>(() => creation.From = "\u0001");
        });
        Assert.NotNull((await app.Client().CreateAsync())["sid"]);
    }

    [Fact]
    public async Task App_is_not_asked_while_it_shuts_down()
    {
        var isAsked = false;
        var app = Refusing(_ => isAsked = true);
        app.Start();
        await app.Host.Services.GetRequiredService<Sessions.SessionRegistry>().ShutdownAsync().Soon();
        (await app.Client().CreateAsync()).AssertTerminated("system-shutdown");
        Assert.False(isAsked);
    }

    private BoshApp Refusing(Action<BoshSessionCreation> refuse) => Run(new BoshApp
    {
        Options = options => options.OnSessionCreating = creation =>
        {
            refuse(creation);
            return Task.CompletedTask;
        },
    });
}
