namespace Bosh.AspNetCore.Benchmarks.Load.Client;

/// <summary>
/// A client with two keep-alive connections. It is used by one pattern, one step after the other: the methods start a request before they
/// return, and an answer is valid until the next request on its connection.
/// </summary>
internal abstract class LoadSession : IDisposable
{
    private readonly int _textLength;
    private MessageTemplate? _message;
    private byte[] _batch = [];

    protected LoadSession(HttpConnection first, HttpConnection second, int textLength)
    {
        First = first;
        Second = second;
        _textLength = textLength;
    }

    public HttpConnection First { get; }

    public HttpConnection Second { get; }

    /// <summary>The other client that a flood needs where the server itself does not flood.</summary>
    public XmppPeer? Peer { get; set; }

    /// <summary>What has come back, or has been flooded.</summary>
    public SequenceCheck Incoming { get; } = new();

    /// <summary>How many messages should come back, or should be flooded.</summary>
    public long Expected { get; private set; }

    /// <summary>How many messages have been sent to be swallowed.</summary>
    public long Pushed { get; private set; }

    /// <summary>What the server, or the peer, says it has swallowed, once it has been asked.</summary>
    public long? Swallowed { get; private set; }

    public long SwallowedRepeated { get; private set; }

    public long SwallowedReordered { get; private set; }

    /// <summary>Whether requests on both connections are taken in the order in which they were sent.</summary>
    public virtual bool KeepsOrder => true;

    /// <summary>Begins a session. A session that was closed may be opened again.</summary>
    public abstract Task OpenAsync();

    /// <summary>A request that waits until there is something, or until the next request comes.</summary>
    public abstract Task<ReadOnlyMemory<byte>> ParkAsync(HttpConnection connection);

    /// <summary>A request that fetches what comes.</summary>
    public abstract Task<ReadOnlyMemory<byte>> PollAsync(HttpConnection connection);

    /// <summary>A request that carries stanzas, and is answered when something comes, or the next request.</summary>
    public abstract Task<ReadOnlyMemory<byte>> SendAsync(HttpConnection connection, ReadOnlySpan<byte> stanzas);

    /// <summary>A request that carries stanzas to which nothing comes back.</summary>
    public abstract Task<ReadOnlyMemory<byte>> PushAsync(HttpConnection connection, ReadOnlySpan<byte> stanzas);

    /// <summary>Ends the session.</summary>
    /// <param name="free">The connection on which no request waits.</param>
    /// <param name="parked">The request that waits on the other.</param>
    public abstract Task CloseAsync(HttpConnection free, Task<ReadOnlyMemory<byte>>? parked);

    /// <summary>Says where messages go. At first that is the session's own address.</summary>
    public void SendTo(string address) => _message = MessageTemplate.FromClient(address, _textLength);

    /// <summary>The next message that comes back.</summary>
    public ReadOnlySpan<byte> NextEcho() => _message!.Write(MessageKind.Echo, Expected++);

    /// <summary>Asks for so many messages.</summary>
    public ReadOnlySpan<byte> NextFlood(int count)
    {
        Expected += count;
        return _message!.Write(MessageKind.Flood, count);
    }

    /// <summary>The next messages that are swallowed.</summary>
    public ReadOnlySpan<byte> NextBatch(int count)
    {
        WriteBatch(MessageKind.Sink, Pushed, count);
        Pushed += count;
        return _batch;
    }

    /// <summary>The next messages that the peer floods with, valid until the next batch.</summary>
    public ReadOnlyMemory<byte> NextFromPeer(int count)
    {
        WriteBatch(MessageKind.Echo, Expected, count);
        Expected += count;
        return _batch;
    }

    /// <summary>Asks what has been swallowed.</summary>
    public ReadOnlySpan<byte> CountRequest() => _message!.Write(MessageKind.Count, 0);

    public void TakeSwallowed((long Taken, long Repeated, long Reordered) count)
        => (Swallowed, SwallowedRepeated, SwallowedReordered) = count;

    /// <summary>Reads an answer, and counts the messages in it.</summary>
    /// <returns>How many messages there were.</returns>
    /// <exception cref="LoadException">The server has ended the session.</exception>
    public virtual int Take(ReadOnlyMemory<byte> answer) => Count(answer.Span);

    /// <summary>Closes the connections. Requests that wait fail.</summary>
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        Peer?.Dispose();
    }

    /// <summary>Counts the messages in a text.</summary>
    protected int Count(ReadOnlySpan<byte> text)
    {
        int count = 0;
        while (MessageNumber.TryReadNext(ref text, out MessageNumber message))
        {
            switch (message.Kind)
            {
                case MessageKind.Echo:
                    Incoming.Take(message.Number);
                    count++;
                    break;
                case MessageKind.Count:
                    Swallowed = message.Number;
                    break;
                case MessageKind.CountRepeated:
                    SwallowedRepeated = message.Number;
                    break;
                case MessageKind.CountReordered:
                    SwallowedReordered = message.Number;
                    break;
            }
        }

        return count;
    }
    private void WriteBatch(MessageKind kind, long first, int count)
    {
        int length = _message!.Length;
        if (_batch.Length != count * length)
        {
            _batch = new byte[count * length];
        }

        for (int i = 0; i < count; i++)
        {
            _message.Write(kind, first + i).CopyTo(_batch.AsSpan(i * length));
        }
    }
}
