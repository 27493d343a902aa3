namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// The rids that may come (XEP-0124, In-Order Message Forwarding), and the requests that came before their turn.
/// <code>
///     past | next | early ... | outside
///            └── window ──────┘
/// </code>
/// </summary>
internal sealed class RequestWindow
{
    private readonly int _size;
    private readonly List<HeldRequest> _early = [];
    private long? _firstSkipped;

    /// <param name="first">The rid of the request that created the session.</param>
    /// <param name="size">How many requests the client may have with us at a time.</param>
    public RequestWindow(long first, int size)
    {
        Next = first;
        _size = size;
    }

    /// <summary>The rid that is to be processed next.</summary>
    public long Next { get; private set; }

    /// <summary>The highest rid up to which all requests have come: one that was skipped never did.</summary>
    public long LastReceived => _firstSkipped is long skipped ? skipped - 1 : Next - 1;

    public int EarlyCount => _early.Count;

    /// <summary>When the request before the early ones was first missed.</summary>
    public TimeSpan GapSince { get; private set; }

    public HeldRequest? FirstEarly => _early.Count > 0 ? _early[0] : null;

    public bool HasLiveEarly => _early.Exists(r => !r.IsGone);

    public int LiveEarlyCount => _early.FindAll(r => !r.IsGone).Count;

    /// <summary>Whether one of the early requests pauses or ends the session.</summary>
    public bool HasEarlyFarewell => _early.Exists(r => r.Body is { IsTerminate: true } or { Pause: not null });

    /// <summary>Places a rid.</summary>
    /// <param name="rid">The rid.</param>
    /// <param name="isFarewell">Whether the request pauses or ends the session: then it may be one too many (XEP-0124, Overactivity).</param>
    public RidPlace Place(long rid, bool isFarewell)
    {
        long offset = rid - Next;
        return offset < 0 ? RidPlace.Past
            : offset == 0 ? RidPlace.Next
            : offset < _size + (isFarewell ? 1 : 0) ? RidPlace.Early
            : RidPlace.Outside;
    }

    /// <summary>The next request has come.</summary>
    public void Advance(TimeSpan now)
    {
        Next++;
        GapSince = now;
    }

    /// <summary>Keeps a request until its turn. It must not be there already.</summary>
    public void AddEarly(HeldRequest request, TimeSpan now)
    {
        if (_early.Count == 0)
        {
            GapSince = now;
        }

        int index = _early.FindIndex(r => r.Rid > request.Rid);
        _early.Insert(index < 0 ? _early.Count : index, request);
    }

    public HeldRequest? FindEarly(long rid) => _early.Find(r => r.Rid == rid);

    public void ReplaceEarly(HeldRequest old, HeldRequest repeat) => _early[_early.IndexOf(old)] = repeat;

    public bool ContainsEarly(HeldRequest request) => _early.Contains(request);

    /// <summary>Takes the early request whose turn it is.</summary>
    public bool TryTakeNext(out HeldRequest request)
    {
        request = FirstEarly!;
        if (request is null || request.Rid != Next)
        {
            return false;
        }

        _early.RemoveAt(0);
        return true;
    }

    /// <summary>Takes the first early request whether it is its turn or not.</summary>
    public bool TryTakeAny(out HeldRequest request)
    {
        request = FirstEarly!;
        if (request is null)
        {
            return false;
        }

        if (Next < request.Rid)
        {
            _firstSkipped ??= Next;
            Next = request.Rid;
        }

        _early.RemoveAt(0);
        return true;
    }
}
