using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>A BOSH session as Strophe.js makes it, with an anonymous login.</summary>
internal sealed class BoshLoadSession : LoadSession
{
    /// <summary>The <c>wait</c> that Strophe.js asks for, in seconds.</summary>
    private const int Wait = 60;

    /// <summary>How many empty answers may come before what a step of the login waits for.</summary>
    private const int LoginPolls = 10;

    private readonly string _domain;
    private readonly byte[] _head;
    private readonly ArrayBufferWriter<byte> _body = new();

    /// <summary><c>' sid='SID' xmlns='...'</c>, what follows the rid.</summary>
    private byte[] _afterRid = [];
    private long _rid;

    public BoshLoadSession(HttpConnection first, HttpConnection second, byte[] head, string domain, int textLength)
        : base(first, second, textLength)
    {
        _head = head;
        _domain = domain;
    }

    public override async Task OpenAsync()
    {
        _rid = RandomNumberGenerator.GetInt32(int.MaxValue);
        _afterRid = [];
        string answer = await StepAsync(
            $"' content='text/xml; charset=utf-8' hold='1' to='{_domain}' ver='1.6' wait='{Wait}' xml:lang='en'"
            + " xmlns='http://jabber.org/protocol/httpbind' xmlns:xmpp='urn:xmpp:xbosh' xmpp:version='1.0'/>");
        string sid = AttributeValue(answer, "sid") ?? throw new LoadException("The creation answer has no sid: " + answer);
        _afterRid = Encoding.ASCII.GetBytes($"' sid='{sid}' xmlns='http://jabber.org/protocol/httpbind'");
        await UntilAsync(answer, "ANONYMOUS");

        answer = await StepAsync("><auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/></body>");
        await UntilAsync(answer, "<success");

        answer = await StepAsync($" to='{_domain}' xml:lang='en' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'/>");
        await UntilAsync(answer, "urn:ietf:params:xml:ns:xmpp-bind");

        answer = await StepAsync("><iq type='set' id='bind_1' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq></body>");
        answer = await UntilAsync(answer, "<jid>");
        int jid = answer.IndexOf("<jid>", StringComparison.Ordinal) + "<jid>".Length;
        SendTo(answer[jid..answer.IndexOf("</jid>", StringComparison.Ordinal)]);
    }

    public override Task<ReadOnlyMemory<byte>> ParkAsync(HttpConnection connection) => PostAsync(connection, "/>"u8);

    public override Task<ReadOnlyMemory<byte>> PollAsync(HttpConnection connection) => ParkAsync(connection);

    public override Task<ReadOnlyMemory<byte>> SendAsync(HttpConnection connection, ReadOnlySpan<byte> stanzas)
    {
        Begin();
        _body.Write(">"u8);
        _body.Write(stanzas);
        _body.Write("</body>"u8);
        return connection.PostAsync(_head, _body.WrittenSpan);
    }

    public override Task<ReadOnlyMemory<byte>> PushAsync(HttpConnection connection, ReadOnlySpan<byte> stanzas) => SendAsync(connection, stanzas);

    public override async Task CloseAsync(HttpConnection free, Task<ReadOnlyMemory<byte>>? parked)
    {
        Task<ReadOnlyMemory<byte>> terminate = PostAsync(free, " type='terminate'><presence xmlns='jabber:client' type='unavailable'/></body>"u8);
        if (parked is not null)
        {
            Count((await parked).Span);
        }

        Count((await terminate).Span);
    }

    public override int Take(ReadOnlyMemory<byte> answer)
    {
        ReadOnlySpan<byte> text = answer.Span;
        int end = text.IndexOf((byte)'>');
        if (end < 0 || text[..end].IndexOf(" type="u8) >= 0)
        {
            throw new LoadException("The session was ended: " + Encoding.UTF8.GetString(text[..(end + 1)]));
        }

        return Count(text[end..]);
    }

    /// <summary>One request of the login, and its answer.</summary>
    private async Task<string> StepAsync(string afterSid)
    {
        ReadOnlyMemory<byte> answer = await PostAsync(First, Encoding.UTF8.GetBytes(afterSid));
        Take(answer);
        return Encoding.UTF8.GetString(answer.Span);
    }

    /// <summary>Asks again until an answer has what is waited for.</summary>
    private async Task<string> UntilAsync(string answer, string text)
    {
        for (int i = 0; i < LoginPolls; i++)
        {
            if (answer.Contains(text, StringComparison.Ordinal))
            {
                return answer;
            }

            if (answer.Contains("<failure", StringComparison.Ordinal) || answer.Contains("type='error'", StringComparison.Ordinal))
            {
                break;
            }

            answer = await StepAsync("/>");
        }

        throw new LoadException(string.Create(CultureInfo.InvariantCulture, $"No {text} came, but {answer}"));
    }

    private Task<ReadOnlyMemory<byte>> PostAsync(HttpConnection connection, ReadOnlySpan<byte> afterSid)
    {
        Begin();
        _body.Write(afterSid);
        return connection.PostAsync(_head, _body.WrittenSpan);
    }

    private void Begin()
    {
        _body.ResetWrittenCount();
        _body.Write("<body rid='"u8);
        _rid.TryFormat(_body.GetSpan(20), out int digits, default, CultureInfo.InvariantCulture);
        _body.Advance(digits);
        _rid++;
        _body.Write(_afterRid);
    }

    private static string? AttributeValue(string text, string name)
    {
        int at = text.IndexOf($" {name}=", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        int begin = at + name.Length + 3;
        return text[begin..text.IndexOf(text[begin - 1], begin)];
    }
}
