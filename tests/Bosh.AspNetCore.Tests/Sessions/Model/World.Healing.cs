using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>The end of an example: all goes well from here on, and then nothing may be missing.</content>
internal sealed partial class World
{
    private const int MostRounds = 200;

    /// <summary>The network heals, servers take what they are sent, and the client repeats what it has no answer to and fetches the rest.</summary>
    public void Heal()
    {
        EndBatch();
        for (int round = 0; !IsOver && !IsHealed(); round++)
        {
            Assert.True(round < MostRounds, $"there is no end: {_client.Outstanding.Count} answers are missing, {_specification.Ended}");
            HealServers();
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
                // Not too soon after the one before.
                Pass(_terms.PollingInterval);
                _onTheWay.Add(new Copy(_client.Send(StepKind.SendEmpty, 1)));
            }
            else if (_onTheWay.Count == 0)
            {
                Pass(TimeSpan.FromSeconds(2));
            }
        }
    }

    private void HealServers()
    {
        for (int server = 0; server < _servers.Count && !IsOver; server++)
        {
            if (_servers[server] is { IsOpen: false, IsGone: false })
            {
                Open(server, isOld: false);
            }

            if (!_servers[server].IsGone && _harness.LinkOf(server).QueuedBytes > 0)
            {
                Drain(server);
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
        for (int server = 0; server < _servers.Count; server++)
        {
            List<int> forwarded = Client.Numbers('u', _harness.LinkOf(server).Sent);
            Assert.Equal(forwarded.Order().Distinct(), forwarded);
            bool isAll = forwarded.Count == _client.Payloads || _servers.Count > 1;
            Assert.True(isAll || !once || _specification.Ended != SessionEnd.None, "not all was forwarded");
        }

        List<int> received = _client.Received;
        List<int> distinct = [.. received.Distinct()];
        if (once)
        {
            Assert.Equal(distinct, received);
        }

        if (!_specification.HasBeenOutOfOrder)
        {
            foreach (IGrouping<int, int> ofStream in distinct.GroupBy(id => _taken[id].Stream))
            {
                Assert.Equal(ofStream.Order(), ofStream);
            }
        }

        // Else the client has been told, if it came back in time, that there is something that it will not get.
        if (!IsOver && !_client.IsRefused)
        {
            foreach (int id in _taken.Keys)
            {
                CheckFate(id, distinct.Contains(id), once);
            }
        }
    }

    /// <summary>An element was received, or its sender was told, once, while there was a server to tell.</summary>
    private void CheckFate(int id, bool isReceived, bool once)
    {
        (Stanza stanza, int stream) = _taken[id];
        string reply = stanza.Parcel.Reply;
        int replies = reply.Length == 0 ? 0 : _harness.LinkOf(stream).Sent.Split(reply).Length - 1;
        if (_specification.IsWanted(stream))
        {
            bool mayBeMissing = _client.HasGivenUp || !_specification.TellsAll;
            Assert.True(isReceived || mayBeMissing, $"element {id} of stream {stream} was not received");
            Assert.True(replies == 0, $"there is a reply to element {id}, and its stream is there");
        }
        else if (once && reply.Length > 0 && !(_client.HasGivenUp && _specification.Keeps(stanza)))
        {
            // Else it got lost when the stream had been closed, and a client that has ended the session does not come back for it.
            Assert.True(replies + (isReceived ? 1 : 0) == 1, $"element {id} was {(isReceived ? "" : "not ")}received, and there are {replies} replies to it");
        }
    }

    private bool IsHealed() => _client.Outstanding.Count == 0 && _onTheWay.Count == 0 && !IsWanting();

    /// <summary>Whether there is something that the client has yet to get.</summary>
    private bool IsWanting()
    {
        if (_specification.Ended != SessionEnd.None)
        {
            return !_client.IsDone;
        }

        HashSet<int> received = [.. _client.Received];
        return _taken.Any(t => _specification.IsWanted(t.Value.Stream) && !received.Contains(t.Key));
    }
}
