using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>What servers do. They send while they are read from; what they send together is looked at together.</content>
internal sealed partial class World
{
    private const int MostInBatch = 3;

    /// <summary>The header of a server from before XMPP 1.0, which sends no features.</summary>
    private const string OldHeader =
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id='s1' from='example.com'>";

    private void DoAsServer(Step step)
    {
        int server = step.Which % _servers.Count;
        int which = step.Which / _servers.Count;
        switch (step.Kind)
        {
            case StepKind.ServerEndsBatch:
                EndBatch();
                break;
            case StepKind.ServerOpens when _servers[server] is { IsOpen: false, IsGone: false }:
                Open(server, isOld: which % 4 == 0);
                break;
            case StepKind.ServerSends when MaySend(server):
                Deliver(server, which);
                EndBatch();
                break;
            case StepKind.ServerSendsMany when MaySend(server):
                Deliver(server, which);
                Deliver(server, which / 2);
                Deliver(server, which / 3);
                EndBatch();
                break;
            case StepKind.ServerBegins when MaySend(server) && _inBatch < MostInBatch:
                Deliver(server, which);
                break;
            case StepKind.ServerStops when !_servers[server].IsGone:
                _harness.LinkOf(server).IsTaking = false;
                break;
            case StepKind.ServerTakes when !_servers[server].IsGone:
                Drain(server);
                break;
            case StepKind.ServerFails when MaySend(server):
                Deliver(server, Stanza.StreamError);
                _servers[server].HasFailed = true;
                break;
            case StepKind.ServerCloses:
                CloseServer(server, which % 2 == 0 ? UpstreamEnd.Lost : UpstreamEnd.Stalled);
                break;
        }
    }

    /// <summary>A server sends while it is read from, and nothing after a stream error.</summary>
    private bool MaySend(int server) => _servers[server] is { IsOpen: true, HasFailed: false, IsGone: false } && _harness.LinkOf(server).IsReading;

    private void Open(int server, bool isOld)
    {
        EndBatch();
        _servers[server].IsOpen = true;
        _specification.Open(server, isOld);
        if (isOld)
        {
            _harness.OpenStream(OldHeader, server);
        }
        else
        {
            _harness.OpenStream(stream: server);
        }

        Look();
    }

    private void Deliver(int server, int kind)
    {
        var stanza = Stanza.Create(++_elements, kind);
        if (Deliver(server, stanza))
        {
            _taken.Add(_elements, (stanza, server));
        }
    }

    private bool Deliver(int server, Stanza stanza)
    {
        _inBatch++;
        _harness.Deliver(server, stanza.Sent);
        return _specification.Deliver(server, stanza);
    }

    private void EndBatch()
    {
        if (_inBatch > 0)
        {
            _inBatch = 0;
            _harness.EndBatch();
            Look();
        }
    }

    private void Drain(int server)
    {
        _harness.LinkOf(server).IsTaking = true;
        _harness.LinkOf(server).QueuedBytes = 0;
        _harness.EndBatch();
        Look();
    }

    private void CloseServer(int server, UpstreamEnd end)
    {
        EndBatch();
        if (_servers[server].IsGone)
        {
            return;
        }

        _servers[server].IsGone = true;
        _specification.Lose(server, end == UpstreamEnd.Stalled ? SessionEnd.ServerStalled : SessionEnd.ConnectionFailed);
        _harness.ServerGone(end, server);
        Look();
    }
}
