using Microsoft.Extensions.Logging;

namespace Bosh.AspNetCore.Sessions;

/// <content>How the session is entered and left.</content>
internal sealed partial class BoshSession
{
    /// <summary>What is to be done outside of the lock.</summary>
    private void Leave(BoshStream[] streams, BoshStream[] left)
    {
        foreach (BoshStream stream in streams)
        {
            stream.Link.Flush();
        }

        // Those that have left the set still have something to send: their end.
        foreach (BoshStream stream in left)
        {
            stream.Link.Flush();
        }

        if (_end != SessionEnd.None && !Interlocked.Exchange(ref _ownerKnows, true))
        {
            Log.Ended(_logger, Number, _end);
            _owner.OnEnded(this, _end);
        }

        if (_isForgotten)
        {
            _owner.OnForgotten(this);
        }
    }

    /// <summary>
    /// A stay under the lock. At its end what must be answered is answered; then, outside of the lock, what was queued for the server is sent.
    /// </summary>
    private readonly ref struct Visit
    {
        private readonly BoshSession _session;
        private readonly TimeSpan _now;

        public Visit(BoshSession session, TimeSpan now)
        {
            _session = session;
            _now = now;
            session._lock.Enter();
        }

        public void Dispose()
        {
            BoshStream[] streams;
            BoshStream[] left;
            try
            {
                _session.Settle(_now);
                streams = _session._streams.All;
                left = _session._streams.TakeLeft();
            }
            finally
            {
                _session._lock.Exit();
            }

            _session.Leave(streams, left);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10, LogLevel.Debug, "Session {Session} has ended: {End}.")]
        public static partial void Ended(ILogger logger, long session, SessionEnd end);
    }
}
