namespace Bosh.AspNetCore.Sessions;

/// <summary>Repeats of requests that have been answered, in rid order, until their answers are given again.</summary>
internal sealed class ReplayQueue
{
    private readonly List<HeldRequest> _requests = [];

    public HeldRequest? Oldest => _requests.Count > 0 ? _requests[0] : null;

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

    /// <summary>Adds a repeat, in the place of an older one of the same rid if there is one.</summary>
    public void Add(HeldRequest repeat)
    {
        if (Find(repeat.Rid) is HeldRequest older)
        {
            _requests.Remove(older);
        }

        int index = _requests.Count;
        while (index > 0 && _requests[index - 1].Rid > repeat.Rid)
        {
            index--;
        }

        _requests.Insert(index, repeat);
    }

    public bool Remove(HeldRequest request) => _requests.Remove(request);
}
