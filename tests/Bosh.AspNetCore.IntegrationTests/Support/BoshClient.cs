using System.Globalization;
using System.Text;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A client that speaks BOSH as a test tells it to: it counts rids, and knows its sid.</summary>
internal sealed class BoshClient
{
    /// <summary>The attributes of an ordinary session request.</summary>
    public const string Terms = "hold='1' wait='60' ver='1.11' xml:lang='en' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'";

    private readonly HttpClient _http;
    private readonly RequestProbe _probe;
    private readonly string _path;

    public BoshClient(HttpClient http, RequestProbe probe, string path)
    {
        _http = http;
        _probe = probe;
        _path = path;
    }

    /// <summary>The rid of the last request.</summary>
    public long Rid { get; set; } = Random.Shared.NextInt64(1L << 30, 1L << 50);

    public string Sid { get; private set; } = "";

    public HttpClient Http => _http;

    /// <summary>Asks for a session. Its answer may take a server that speaks.</summary>
    public Task<BoshExchange> BeginAsync(string attributes = Terms, string? to = "localhost")
        => PostAsync($"<body rid='{++Rid}' {(to is null ? "" : $"to='{to}'")} {attributes} xmlns='http://jabber.org/protocol/httpbind'/>");

    /// <summary>Asks for a session, and keeps its sid.</summary>
    public async Task<BoshAnswer> CreateAsync(string attributes = Terms, string? to = "localhost")
        => Join(await (await BeginAsync(attributes, to)).AnswerAsync());

    /// <summary>Asks for a session, and does not look at what comes.</summary>
    public async Task<BoshAnswer> CreateRawAsync() => await (await BeginAsync()).AnswerAsync();

    /// <summary>Keeps the sid of a new session.</summary>
    public BoshAnswer Join(BoshAnswer creation)
    {
        Sid = creation["sid"] ?? "";
        return creation;
    }

    /// <summary>Sends the next request and waits for its answer.</summary>
    public async Task<BoshAnswer> SendAsync(string payload = "", string attributes = "")
        => await (await HoldAsync(payload, attributes)).AnswerAsync();

    /// <summary>Sends the next request, and comes back when the session has it.</summary>
    public Task<BoshExchange> HoldAsync(string payload = "", string attributes = "") => HoldAsync(++Rid, payload, attributes);

    /// <summary>Sends a request with a rid of the test's choice.</summary>
    public Task<BoshExchange> HoldAsync(long rid, string payload = "", string attributes = "") => PostAsync(Compose(rid, payload, attributes));

    public async Task<BoshAnswer> SendAsync(long rid, string payload = "", string attributes = "")
        => await (await HoldAsync(rid, payload, attributes)).AnswerAsync();

    public string Compose(long rid, string payload = "", string attributes = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"<body rid='{rid}' sid='{Sid}' {attributes} xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>");

    /// <summary>XEP-0206, Authentication and Resource Binding.</summary>
    public Task<BoshAnswer> RestartAsync(string payload = "") => SendAsync(payload, "xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'");

    public Task<BoshAnswer> TerminateAsync(string payload = "") => SendAsync(payload, "type='terminate'");

    /// <summary>Sends empty requests until so many messages have come; none is answered with an error.</summary>
    public async Task<IReadOnlyList<string>> CollectAsync(int count, Action? between = null)
    {
        var got = new List<string>();
        do
        {
            between?.Invoke();
            var answer = await SendAsync();
            Xunit.Assert.Null(answer.Type);
            got.AddRange(answer.Messages);
        }
        while (got.Count < count);
        return got;
    }

    /// <summary>Logs in, at the embedded server by default, and binds a resource.</summary>
    /// <returns>The full address.</returns>
    public async Task<string> LoginAsync(string user = "romeo", string password = "r0m30", string to = "localhost")
    {
        await AuthenticateAsync(user, password, to);
        var bound = await SendAsync(
            "<iq type='set' id='bind' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>");
        return bound.Body.Descendants(Names.Bind + "jid").Single().Value;
    }

    /// <summary>Logs in, and has no resource yet.</summary>
    public async Task AuthenticateAsync(string user, string password, string to)
    {
        await CreateAsync(to: to);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
        var success = await SendAsync($"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{credentials}</auth>");
        Xunit.Assert.Equal(Names.Sasl + "success", success.Body.Elements().Single().Name);
        var features = await RestartAsync();
        Xunit.Assert.Equal(Names.Streams + "features", features.Body.Elements().Single().Name);
    }

    public async Task<BoshAnswer> SendBodyAsync(string body) => await (await PostAsync(body)).AnswerAsync();

    /// <summary>Posts a body as it is, and comes back when the app has dealt with it as far as it can.</summary>
    public Task<BoshExchange> PostAsync(string body) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, _path) { Content = new StringContent(body, Encoding.UTF8, "text/xml") });

    public async Task<BoshExchange> SendAsync(HttpRequestMessage message)
    {
        var probed = _probe.Expect();
        message.Headers.Add(RequestProbe.Header, probed.Id);
        message.Version = _http.DefaultRequestVersion;
        message.VersionPolicy = _http.DefaultVersionPolicy;
        var abort = new CancellationTokenSource();
        var answered = AnswerAsync(message, probed, abort.Token);
        var exchange = new BoshExchange(probed, abort, answered);

        // A request that middleware before us answers never gets as far.
        await (await Task.WhenAny(probed.Accepted, answered).Soon());
        return exchange;
    }

    private async Task<BoshAnswer> AnswerAsync(HttpRequestMessage message, ProbedRequest probed, CancellationToken abort)
    {
        using (message)
        {
            var response = await _http.SendAsync(message, abort);
            var answer = new BoshAnswer(response, await response.Content.ReadAsByteArrayAsync(abort));
            await probed.Finished.Soon();
            return answer;
        }
    }
}
