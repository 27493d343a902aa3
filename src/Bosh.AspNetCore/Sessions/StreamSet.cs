namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The streams of a session (XEP-0124, Multiple Streams). A stream leaves the set when it has ended and the client has been told so.
/// </summary>
internal sealed class StreamSet
{
    /// <summary>How many names of streams that have ended are kept: a client may send for them before it knows.</summary>
    private const int MaxPast = 16;

    /// <summary>Replaced, never changed: so it can be walked through outside of the lock, and while streams come and go.</summary>
    private BoshStream[] _streams = [];
    private List<string>? _past;

    /// <summary>Those that have left since they were last asked for.</summary>
    private BoshStream[] _left = [];

    /// <summary>Where the stream that was served last stands: those after it come first.</summary>
    private int _lastServed;

    /// <summary>The streams, in the order in which they were opened.</summary>
    public BoshStream[] All => _streams;

    /// <summary>Whether there has been more than one: then answers say which stream their payloads are of.</summary>
    public bool AreNamed { get; private set; }

    public int OpenCount
    {
        get
        {
            int count = 0;
            foreach (BoshStream stream in _streams)
            {
                count += stream.IsOpen ? 1 : 0;
            }

            return count;
        }
    }

    /// <summary>
    /// Whether there is no room for one more: as many are open as may be, or the client has not heard the end of as many, because it does not
    /// wait for answers.
    /// </summary>
    public bool IsFull(int mostOpen) => OpenCount >= mostOpen || _streams.Length >= 2 * mostOpen;

    /// <summary>The bytes that wait for the client.</summary>
    public int OutboundLength
    {
        get
        {
            int length = 0;
            foreach (BoshStream stream in _streams)
            {
                length += stream.Outbound.Length;
            }

            return length;
        }
    }

    /// <summary>The bytes that wait for the slowest server.</summary>
    public long QueuedBytes
    {
        get
        {
            long bytes = 0;
            foreach (BoshStream stream in _streams)
            {
                bytes = Math.Max(bytes, stream.IsOpen ? stream.Link.QueuedBytes : 0);
            }

            return bytes;
        }
    }

    public void Add(BoshStream stream)
    {
        AreNamed |= _streams.Length > 0;
        _streams = [.. _streams, stream];
    }

    public BoshStream? Find(string name)
    {
        foreach (BoshStream stream in _streams)
        {
            if (string.Equals(stream.Name, name, StringComparison.Ordinal))
            {
                return stream;
            }
        }

        return null;
    }

    /// <summary>Whether a name is that of a stream that has ended not long ago.</summary>
    public bool IsPast(string name) => _past is not null && _past.Contains(name);

    /// <summary>The stream whose turn it is to tell the client something, if there is any: they take turns.</summary>
    public BoshStream? WithNews()
    {
        for (int i = 1; i <= _streams.Length; i++)
        {
            BoshStream stream = _streams[(_lastServed + i) % _streams.Length];
            if (stream.IsAnnounced && stream.HasNews)
            {
                return stream;
            }
        }

        return null;
    }

    /// <summary>A stream of which there is something to tell when an answer is given anyway.</summary>
    public BoshStream? Owing()
    {
        foreach (BoshStream stream in _streams)
        {
            if (stream.IsAnnounced && stream.Owes != StreamNotes.None)
            {
                return stream;
            }
        }

        return null;
    }

    /// <summary>A stream has been served. One that has ended and has nothing more to tell is forgotten, but for its name.</summary>
    public void Served(BoshStream stream)
    {
        int index = Array.IndexOf(_streams, stream);
        if (stream.IsOpen || stream.HasNews || _streams.Length == 1)
        {
            _lastServed = index;
            return;
        }

        _streams = Array.FindAll(_streams, s => s != stream);
        _left = [.. _left, stream];
        _lastServed = Math.Max(0, index - 1);
        _past ??= [];
        _past.Add(stream.Name!);
        if (_past.Count > MaxPast)
        {
            _past.RemoveAt(0);
        }
    }

    /// <summary>The streams that have left the set since this was last asked.</summary>
    public BoshStream[] TakeLeft()
    {
        BoshStream[] left = _left;
        _left = [];
        return left;
    }

    /// <summary>What a stream had told did not get through: it has something to tell again.</summary>
    public void Recall(BoshStream stream)
    {
        if (!_streams.Contains(stream))
        {
            _streams = [.. _streams, stream];
        }
    }
}
