using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <content>XEP-0124, Overactivity, and Inactivity: whether a request comes too soon, and how long the next may take.</content>
internal sealed partial class BoshSession
{
    /// <summary>
    /// Whoever sends something needs a connection for what comes next, and may have no more than the two of a browser: stanza asks for two requests to
    /// be held, and would have none left. So one of them is answered, though more might wait.
    /// </summary>
    private void MakeRoom(BodyElement body)
    {
        int live = _held.LiveCount;
        if (!body.IsPlain && live > 1 && live <= Terms.Hold)
        {
            _held.OldestLive!.MakesRoom = true;
        }
    }

    private bool IsOveractive(HeldRequest request, BodyElement body, bool isLastAnswered, TimeSpan now)
    {
        bool areWeLate = IsServerSlow || _writing.Delays(_held.Oldest!.Rid, now) is not null;
        return _overactivity.Judge(
            body, request.ArrivedAt, request.CameEarly, _held.LiveCount, _window.LiveEarlyCount, isLastAnswered, areWeLate);
    }

    /// <summary>XEP-0124, Inactivity: all requests are answered, and the client may be away for longer, or shorter, than usual.</summary>
    private void Pause(HeldRequest request, TimeSpan pause, TimeSpan now)
    {
        if (pause > Terms.MaxPause)
        {
            EndBy(request.Rid, SessionEnd.PauseTooLong, now);
            return;
        }

        // A pause of nothing asks for the answers alone.
        request.IsPause = true;
        _pauseRid = request.Rid;
        _pause = pause > TimeSpan.Zero ? pause : Terms.Inactivity;
    }
}
