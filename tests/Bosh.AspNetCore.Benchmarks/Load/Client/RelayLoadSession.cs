using System.Globalization;
using System.Text;
using Bosh.AspNetCore.Benchmarks.Load.Servers;

namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>
/// The same load on a bare relay. The bodies are as long as those of BOSH, but nobody reads them; what the relay has to know stands in the path.
/// </summary>
internal sealed class RelayLoadSession : LoadSession
{
    /// <summary>As many requests as a BOSH login has, apart from the last, which ends the session.</summary>
    private const int LoginRequests = 4;

    private static int s_lastId;

    private readonly HttpTarget _target;
    private readonly Dictionary<RelayVerb, byte[]> _heads = [];
    private byte[] _body = [];

    /// <summary>The end of the last answer, which may be the first part of an id: a relay cuts anywhere.</summary>
    private byte[] _tail = [];
    private bool _isParked;

    public RelayLoadSession(HttpConnection first, HttpConnection second, HttpTarget target, int textLength)
        : base(first, second, textLength)
    {
        _target = target;
    }

    private static ReadOnlySpan<byte> Start =>
        "<body rid='1234567890' sid='0123456789abcdef0123456789abcdef' xmlns='http://jabber.org/protocol/httpbind'>"u8;

    private static ReadOnlySpan<byte> End => "</body>"u8;

    public override bool KeepsOrder => false;

    public override async Task OpenAsync()
    {
        int id = Interlocked.Increment(ref s_lastId);
        foreach (RelayVerb verb in Enum.GetValues<RelayVerb>())
        {
            _heads[verb] = _target.HeadFor(string.Create(CultureInfo.InvariantCulture, $"/{verb}/{id}"));
        }

        SendTo(string.Create(CultureInfo.InvariantCulture, $"u{id}@{Defaults.Domain}/load"));
        for (int i = 0; i < LoginRequests; i++)
        {
            await ExchangeAsync(RelayVerb.Echo, First, Encoding.ASCII.GetBytes("<message id='x-0000000000'/>"));
        }
    }

    public override Task<ReadOnlyMemory<byte>> ParkAsync(HttpConnection connection)
    {
        _isParked = true;
        return ExchangeAsync(RelayVerb.Park, connection, []);
    }

    public override Task<ReadOnlyMemory<byte>> PollAsync(HttpConnection connection) => ExchangeAsync(RelayVerb.Poll, connection, []);

    public override Task<ReadOnlyMemory<byte>> SendAsync(HttpConnection connection, ReadOnlySpan<byte> stanzas)
    {
        RelayVerb verb = _isParked ? RelayVerb.Turn : RelayVerb.Echo;
        _isParked = false;
        return ExchangeAsync(verb, connection, stanzas);
    }

    public override Task<ReadOnlyMemory<byte>> PushAsync(HttpConnection connection, ReadOnlySpan<byte> stanzas)
        => ExchangeAsync(RelayVerb.Push, connection, stanzas);

    public override async Task CloseAsync(HttpConnection free, Task<ReadOnlyMemory<byte>>? parked)
    {
        await ExchangeAsync(RelayVerb.End, free, []);
        if (parked is not null)
        {
            await parked;
        }
    }

    public override int Take(ReadOnlyMemory<byte> answer)
    {
        byte[] text = [.. _tail, .. answer.Span];
        _tail = text[Math.Max(0, text.Length - (MessageNumber.TokenLength - 1))..];
        return Count(text);
    }

    private Task<ReadOnlyMemory<byte>> ExchangeAsync(RelayVerb verb, HttpConnection connection, ReadOnlySpan<byte> stanzas)
    {
        int length = Start.Length + stanzas.Length + End.Length;
        if (_body.Length < length)
        {
            _body = new byte[length];
        }

        Start.CopyTo(_body);
        stanzas.CopyTo(_body.AsSpan(Start.Length));
        End.CopyTo(_body.AsSpan(Start.Length + stanzas.Length));
        return connection.PostAsync(_heads[verb], _body.AsSpan(0, length));
    }
}
