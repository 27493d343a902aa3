using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <content>XEP-0252, Changes to the Request Syntax: what requests carry is one stream of bytes.</content>
internal sealed partial class BoshSession
{
    /// <summary>Forwards what is in a request, whatever its syntax.</summary>
    private void ForwardAny(HeldRequest request, BodyElement body, TimeSpan now)
    {
        if (_script is not null && !TryForwardScript(_script, request, body, now))
        {
            EndBy(request.Rid, SessionEnd.BadRequest, now);
        }

        if (_end == SessionEnd.None)
        {
            Forward(request, body, now);
        }
    }

    /// <summary>Sends on the elements that a request completes; what has only begun stays here until it is whole.</summary>
    /// <returns>False when it cannot go on like that.</returns>
    private bool TryForwardScript(ScriptContent content, HeldRequest request, BodyElement body, TimeSpan now)
    {
        if (body.IsRestart)
        {
            // XEP-0206: payloads of a restart are ignored. What began before it can no longer end.
            return !content.IsInElement;
        }

        List<BodyElement> elements = [];
        if (body.Script is not null && !content.TryAppend(body.Script, out elements))
        {
            return false;
        }

        foreach (BodyElement part in elements)
        {
            part.Stream = body.Stream;
            if (_end == SessionEnd.None)
            {
                Forward(request, part, now);
            }
        }

        return !(body.IsTerminate && content.IsInElement);
    }
}
