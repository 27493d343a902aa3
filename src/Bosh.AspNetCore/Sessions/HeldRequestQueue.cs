namespace Bosh.AspNetCore.Sessions;

/// <summary>The requests that have been processed and not answered, in rid order; those whose clients have gone are still among them.</summary>
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

    /// <summary>The first that has a client that waits.</summary>
    public HeldRequest? OldestLive => _requests.Find(r => !r.IsGone);

    /// <summary>Whether a client waits for an answer that may carry something: those to pauses may not.</summary>
    public bool CanCarry => _requests.Exists(r => r is { IsGone: false, IsPause: false });

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

    public void Replace(HeldRequest old, HeldRequest repeat) => _requests[_requests.IndexOf(old)] = repeat;

    public bool Contains(HeldRequest request) => _requests.Contains(request);
}
