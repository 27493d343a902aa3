namespace Bosh.AspNetCore.Sessions;

/// <content>Requests that are missing (design, invariant 6): how long they are waited for, and what becomes of those behind them.</content>
internal sealed partial class BoshSession
{
    /// <summary>
    /// How long a request that ends or pauses the session waits for a missing one before it. Browsers log out by beacon while they abort
    /// other requests; but one that was sent just before it, on the other connection, shall not be lost.
    /// </summary>
    private static readonly TimeSpan FarewellGap = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// When a missing request is no longer waited for: never while the client waits for another answer, which may be what holds it up. When
    /// the server has gone it is waited for too, for a moment, so that what the server sent last is given in order.
    /// </summary>
    private TimeSpan? GapEndsAt => _window.EarlyCount == 0 ? null
        : _end != SessionEnd.None ? _window.GapSince + FarewellGap
        : _held.LiveCount > 0 || !_writing.IsEmpty ? null
        : _window.HasEarlyFarewell && FarewellGap < Terms.GapTimeout ? _window.GapSince + FarewellGap
        : _window.GapSince + Terms.GapTimeout;

    /// <summary>The missing requests before the early ones will not be waited for (design, invariant 6), or no longer.</summary>
    private void SkipGap(TimeSpan now)
    {
        LogMissing();
        if (_window.TryTakeAny(out HeldRequest request))
        {
            Process(request, now);
            ProcessReady(now);
        }
    }

    private void LogMissing()
    {
        long first = _window.FirstEarly!.Rid;
        for (long rid = _window.Next; rid < first; rid++)
        {
            _log.Add(new LoggedAnswer { Rid = rid, Hash = null, Answer = Answer.Empty, IsMoot = _end != SessionEnd.None });
            _keys.Skip();
        }
    }
}
