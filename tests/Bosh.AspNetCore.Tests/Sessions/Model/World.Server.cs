using Bosh.AspNetCore.Sessions;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>What the server does. It sends while it is read from; what it sends together is looked at together.</content>
internal sealed partial class World
{
    private const int MostInBatch = 3;

    private void DoAsServer(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.ServerEndsBatch:
                EndBatch();
                break;
            case StepKind.ServerSends when MaySend:
                Deliver(step.Which);
                EndBatch();
                break;
            case StepKind.ServerSendsMany when MaySend:
                Deliver(step.Which);
                Deliver(step.Which / 2);
                Deliver(step.Which / 3);
                EndBatch();
                break;
            case StepKind.ServerBegins when MaySend && _inBatch < MostInBatch:
                Deliver(step.Which);
                break;
            case StepKind.ServerStops when !_serverIsGone:
                _harness.Link.IsTaking = false;
                break;
            case StepKind.ServerTakes when !_serverIsGone:
                Drain();
                break;
            case StepKind.ServerFails when MaySend:
                Deliver(Stanza.StreamError);
                _hasFailed = true;
                break;
            case StepKind.ServerCloses:
                CloseServer(step.Which % 2 == 0 ? UpstreamEnd.Lost : UpstreamEnd.Stalled);
                break;
        }
    }

    /// <summary>The server sends while it is read from, and nothing after a stream error.</summary>
    private bool MaySend => !_serverIsGone && !_hasFailed && _harness.Link.IsReading;

    private void Deliver(int kind)
    {
        Stanza stanza = Stanza.Create(++_elements, kind);
        if (Deliver(stanza))
        {
            _taken.Add(_elements, stanza);
        }
    }

    private bool Deliver(Stanza stanza)
    {
        _inBatch++;
        _harness.Deliver(stanza.Sent);
        return _specification.Deliver(stanza);
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

    private void Drain()
    {
        _harness.Link.IsTaking = true;
        _harness.Link.QueuedBytes = 0;
        _harness.EndBatch();
        Look();
    }

    private void CloseServer(UpstreamEnd end)
    {
        EndBatch();
        if (_serverIsGone)
        {
            return;
        }

        _serverIsGone = true;
        _specification.End(end == UpstreamEnd.Stalled ? SessionEnd.ServerStalled : SessionEnd.ConnectionFailed, _harness.Now);
        _harness.ServerGone(end);
        Look();
    }
}
