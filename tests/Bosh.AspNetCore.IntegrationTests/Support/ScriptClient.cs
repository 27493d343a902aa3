using System.Globalization;
using System.Text;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>A client that speaks BOSH in Script Syntax (XEP-0252): it counts rids, and knows its sid.</summary>
internal sealed class ScriptClient
{
    /// <summary>What XEP-0252 leaves as it is, beside letters and digits.</summary>
    private const string Plain = "-._~!$&'()*+,;=:@/?";

    private readonly BoshClient _client;

    public ScriptClient(BoshApp app)
    {
        _client = app.Client();
    }

    public HttpClient Http => _client.Http;

    public long Rid
    {
        get => _client.Rid;
        set => _client.Rid = value;
    }

    public string Sid { get; private set; } = "";

    /// <summary>Octets as they stand in the query of an address.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        var escaped = new StringBuilder();
        foreach (var octet in octets)
        {
            escaped.Append(char.IsAsciiLetterOrDigit((char)octet) || Plain.Contains((char)octet, StringComparison.Ordinal) ? $"{(char)octet}" : $"%{octet:X2}");
        }

        return escaped.ToString();
    }

    public Task<BoshExchange> BeginAsync(string attributes = BoshClient.Terms, string to = "localhost")
        => GetAsync($"<body rid='{++Rid}' to='{to}' {attributes} xmlns='http://jabber.org/protocol/httpbind'/>");

    /// <summary>Asks for a session, and keeps its sid.</summary>
    public async Task<ScriptAnswer> CreateAsync(string attributes = BoshClient.Terms, string to = "localhost")
        => Join(await AnswerAsync(await BeginAsync(attributes, to)));

    public ScriptAnswer Join(ScriptAnswer creation)
    {
        Sid = (string?)creation.Body.Attribute("sid") ?? "";
        return creation;
    }

    public Task<BoshExchange> HoldAsync(string payload = "", string attributes = "") => GetAsync(Compose(++Rid, payload, attributes));

    public async Task<ScriptAnswer> SendAsync(string payload = "", string attributes = "") => await AnswerAsync(await HoldAsync(payload, attributes));

    public async Task<ScriptAnswer> SendBodyAsync(string body) => await AnswerAsync(await GetAsync(body));

    public string Compose(long rid, string payload = "", string attributes = "") => string.Create(
        CultureInfo.InvariantCulture,
        $"<body rid='{rid}' sid='{Sid}' {attributes} xmlns='http://jabber.org/protocol/httpbind'>{payload}</body>");

    public Task<BoshExchange> GetAsync(string body) => GetAsync(Encoding.UTF8.GetBytes(body));

    public Task<BoshExchange> GetAsync(ReadOnlySpan<byte> body) => GetQueryAsync(Escape(body));

    /// <summary>Sends a request with the query as it is.</summary>
    public Task<BoshExchange> GetQueryAsync(string query)
        => _client.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(_client.Http.BaseAddress!, "/http-bind?" + query)));

    public static async Task<ScriptAnswer> AnswerAsync(BoshExchange exchange) => new(await exchange.AnswerAsync());
}
