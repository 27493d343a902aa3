using Bosh.AspNetCore.Sessions;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>What becomes of requests and answers on their way, and what strangers send.</content>
internal sealed partial class World
{
    private void Arrive(Copy copy, bool again)
    {
        _onTheWay.Remove(copy);
        if (!copy.IsForeign && !_client.Awaits(copy.Rid))
        {
            return;
        }

        Send(copy);
        if (copy.IsForeign)
        {
            // A page that is gone had sent it: nobody waits for the answer.
            End(copy);
        }
        else if (again)
        {
            _onTheWay.Add(new Copy(copy.Request));
        }
    }

    private void Send(Copy copy)
    {
        if (IsOver)
        {
            return;
        }

        copy.Held = _harness.Accept(copy.Request.ToBody());
        _arrived.Add(copy);
        _known.Add(copy.Request);
        _specification.Arrive(copy);
        Look();
    }

    /// <summary>An HTTP exchange is over, with an answer.</summary>
    private void Finish(Copy copy, bool isWritten, bool isReceived)
    {
        _arrived.Remove(copy);
        string text = SessionHarness.Text(copy.Held!);
        _harness.Written(copy.Held!, isWritten);
        _specification.Written(copy, isWritten, _harness.Now);
        Look();
        if (isReceived && !AnswerText.IsRecoverable(text) && !copy.IsSuperseded && !copy.IsForeign && _client.Awaits(copy.Rid))
        {
            _client.Receive(copy.Rid, text, copy.IsRefused || copy.HasWrongKey);
        }
        else
        {
            RepeatIfAwaited(copy.Rid);
        }
    }

    /// <summary>The client of a request that waits goes away.</summary>
    private void Abort(Copy copy)
    {
        _arrived.Remove(copy);
        _harness.ClientGone(copy.Held!);
        Assert.Same(Answer.None, SessionHarness.Outcome(copy.Held!));
        _specification.Gone(copy, _harness.Now);
        Look();
        RepeatIfAwaited(copy.Rid);
    }

    /// <summary>An HTTP exchange is over, whether there is an answer or not; if there is, it cannot be written.</summary>
    private void End(Copy copy)
    {
        if (!copy.IsAnswered)
        {
            Abort(copy);
            return;
        }

        // The server learns that the client has gone while it begins to write.
        _harness.ClientGone(copy.Held!);
        Look();
        Finish(copy, isWritten: false, isReceived: false);
    }

    private void RepeatIfAwaited(long rid)
    {
        bool isUnderWay = _onTheWay.Exists(c => c.Rid == rid && !c.IsForeign) || _arrived.Exists(c => c.Rid == rid && !c.IsForeign);
        if (!isUnderWay && _client.Awaited(rid) is Request request)
        {
            _onTheWay.Add(new Copy(request));
        }
    }

    private void Reload(byte which)
    {
        _client.Reload(skip: which % 2);
        List<Copy> sent = [.. _onTheWay];
        _onTheWay.Clear();
        foreach (Copy copy in _arrived.ToList())
        {
            End(copy);
        }

        if (which % 4 > 1)
        {
            // What the old page sent last may arrive nevertheless.
            _onTheWay.AddRange(sent.Select(c => new Copy(c.Request) { IsForeign = true }));
        }
    }

    private void DoAsStranger(Step step)
    {
        long next = _client.NextRid;
        switch (step.Kind)
        {
            case StepKind.OldCopy or StepKind.Forge when _known.Count > 0:
                Request known = _known[Math.Max(0, _known.Count - 1 - (step.Which % 8))];
                Request sent = step.Kind == StepKind.Forge ? known with { Payload = known.Payload + "<forged xmlns='urn:x'/>" } : known;
                Send(new Copy(sent) { IsForeign = true });
                break;
            case StepKind.ForgeKey when _terms.Keys != KeyStyle.None:
                Send(new Copy(Forge(next, step.Which)) { IsForeign = true });
                break;
            case StepKind.SendOutside:
                Send(new Copy(new Request(next + 10 + step.Which, "")) { IsForeign = true });
                break;
            case StepKind.SendUnreadable:
                string? key = step.Which / 8 % 2 == 0 ? _client.NextKey : null;
                var copy = new Copy(new Request(next - (step.Which % 8), "") { Key = key }) { IsForeign = true };
                copy.Held = _harness.Session.AcceptUnreadable(copy.Request.ToBody(), _harness.Now);
                _arrived.Add(copy);
                _specification.ArriveUnreadable(copy);
                Look();
                break;
        }
    }

    /// <summary>A request of somebody who has no key, or one that was used, or the next one of the client, for another rid.</summary>
    private Request Forge(long next, byte which)
    {
        var request = new Request(next + (which / 8 % 2), "<forged xmlns='urn:x'/>");
        return (which % 4) switch
        {
            0 => request,
            1 => request with { Key = KeyRing.Hash("forged", inCapitals: false) },
            2 => request with { Key = _known.LastOrDefault()?.Key, NewKey = KeyRing.Hash("forged", inCapitals: false) },
            _ => request with { Rid = next + 1, Key = _client.NextKey },
        };
    }
}
