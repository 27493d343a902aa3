namespace Bosh.AspNetCore.Sessions;

/// <summary>The requests that have been processed and not answered, in rid order. Those whose clients have gone are at its end.</summary>
internal sealed class HeldRequestQueue
{
    private readonly List<HeldRequest> _requests = [];

    /// <summary>The one to be answered next.</summary>
    public HeldRequest? Oldest => _requests.Count > 0 ? _requests[0] : null;

    /// <summary>How many have a client that waits.</summary>
    public int LiveCount
    {
        get
        {
            int count = 0;
            foreach (HeldRequest request in _requests)
            {
                count += request.IsGone ? 0 : 1;
            }

            return count;
        }
    }

    public void Enqueue(HeldRequest request) => _requests.Add(request);

    public void Dequeue() => _requests.RemoveAt(0);

    public HeldRequest? Find(long rid)
    {
        foreach (HeldRequest request in _requests)
        {
            if (request.Rid == rid)
            {
                return request;
            }
        }

        return null;
    }

    public bool IsNewest(HeldRequest request) => _requests.Count > 0 && _requests[^1] == request;

    public void Replace(HeldRequest old, HeldRequest repeat) => _requests[_requests.IndexOf(old)] = repeat;

    public bool Contains(HeldRequest request) => _requests.Contains(request);

    /// <summary>Takes out a request whose client has gone, if there is one.</summary>
    public bool TryTakeGone(out HeldRequest gone)
    {
        int index = _requests.FindIndex(r => r.IsGone);
        gone = index < 0 ? null! : _requests[index];
        if (index >= 0)
        {
            _requests.RemoveAt(index);
        }

        return index >= 0;
    }
}
