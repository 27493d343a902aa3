using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>The end of an example: all goes well from here on, and then nothing may be missing.</content>
internal sealed partial class World
{
    /// <summary>The network heals, the server takes what it is sent, and the client repeats what it has no answer to and fetches the rest.</summary>
    public void Heal()
    {
        EndBatch();
        if (!_serverIsGone)
        {
            Drain();
        }

        for (int round = 0; !IsOver && !IsHealed(); round++)
        {
            Assert.True(round < 100, $"there is no end: {_client.Outstanding.Count} answers are missing, {_specification.Ended}");
            while (_onTheWay.MinBy(c => c.Rid) is Copy next)
            {
                Arrive(next, again: false);
            }

            foreach (Copy copy in _arrived.Where(c => c.IsAnswered).OrderBy(c => c.Rid).ToList())
            {
                Finish(copy, isWritten: true, isReceived: true);
            }

            if (IsWanting() && _client.MaySend(isFarewell: false))
            {
                _onTheWay.Add(new Copy(_client.Send(StepKind.SendEmpty, 0)));
            }
            else if (_onTheWay.Count == 0)
            {
                Pass(TimeSpan.FromSeconds(2));
            }
        }
    }

    /// <summary>The client goes away and does not come back: the session ends, and is forgotten.</summary>
    public void Leave()
    {
        _onTheWay.Clear();
        foreach (Copy copy in _arrived.ToList())
        {
            End(copy);
        }

        Pass(TimeSpan.FromSeconds(200));
        Assert.True(IsOver, "the session is not forgotten");
    }

    /// <summary>Invariants 1, 8 and 9, as both ends see them: everything has come, or its sender was told.</summary>
    /// <param name="once">Whether the client repeats what it gets no answer to: then nothing may be missing, and nothing may have come twice.</param>
    public void CheckThatNothingIsLost(bool once)
    {
        List<int> forwarded = Client.Numbers('u', _harness.Link.Sent);
        Assert.Equal(forwarded.Order().Distinct(), forwarded);
        Assert.True(forwarded.Count == _client.Payloads || !once || _specification.Ended != SessionEnd.None, "not all was forwarded");

        List<int> received = _client.Received;
        List<int> distinct = [.. received.Distinct()];
        if (once)
        {
            Assert.Equal(distinct, received);
        }

        if (!_specification.HasBeenOutOfOrder)
        {
            Assert.Equal(distinct.Order(), distinct);
        }

        if (IsOver || _client.IsRefused)
        {
            // The client has been told, if it came back in time, that there is something that it will not get.
        }
        else if (_specification.Ended is SessionEnd.None or SessionEnd.StreamError or SessionEnd.ConnectionFailed or SessionEnd.ServerStalled)
        {
            // Nobody but the client is there to be told.
            Assert.True(_client.HasGivenUp || _taken.Keys.SequenceEqual(distinct.Order()), $"of {_taken.Count} were received: {string.Join(' ', distinct)}");
        }
        else if (once)
        {
            CheckReplies(distinct);
        }
    }

    /// <summary>What was not delivered was replied to, once, and nothing else.</summary>
    private void CheckReplies(List<int> received)
    {
        foreach ((int id, Stanza stanza) in _taken.Where(t => t.Value.Parcel.Reply.Length > 0))
        {
            int replies = _harness.Link.Sent.Split(stanza.Parcel.Reply).Length - 1;
            bool isReceived = received.Contains(id);
            Assert.True(replies + (isReceived ? 1 : 0) == 1, $"element {id} was {(isReceived ? "" : "not ")}received, and there are {replies} replies to it");
        }
    }

    private bool IsHealed() => _client.Outstanding.Count == 0 && _onTheWay.Count == 0 && !IsWanting();

    /// <summary>Whether there is something that the client has yet to get.</summary>
    private bool IsWanting() => _specification.Ended == SessionEnd.None ? _client.Received.Distinct().Count() < _taken.Count : !_client.IsDone;
}
