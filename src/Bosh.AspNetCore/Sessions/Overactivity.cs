using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Sessions;

/// <summary>
/// Judges whether a client asks more often than it was allowed (XEP-0124, Overactivity and Polling Sessions). It looks at new requests in
/// rid order; repeats are never judged, nor is anything while it is us who make the client wait. A request is only taken for one too soon
/// when it and the one before it are empty: a client that parks a request again after it has sent something does what it should; and not
/// when it overtook that one on its way.
/// </summary>
internal sealed class Overactivity
{
    /// <summary>
    /// How many requests beyond those that it may have a client can leave with us. We answer the oldest as soon as there are more than it asked
    /// us to hold, so there are more only while our answers are late; but they are not kept without end.
    /// </summary>
    private const int MaxWaiting = 32;

    /// <summary>For how many polling intervals after a request that came too soon another one is too much.</summary>
    private const int ForgivingPeriod = 10;

    private readonly SessionTerms _terms;

    /// <summary>When the last new request came.</summary>
    private TimeSpan _lastAt;

    /// <summary>When a request last came too soon.</summary>
    private TimeSpan? _forgivenAt;

    /// <summary>Whether the last new request asked for nothing but payloads.</summary>
    private bool _lastIsEmpty;

    public Overactivity(SessionTerms terms)
    {
        _terms = terms;
    }

    /// <summary>The shortest time between two empty requests that is not too short: a little less than told, because networks are not even.</summary>
    private TimeSpan Interval => 0.9 * _terms.Polling;

    /// <summary>A new request has come.</summary>
    /// <param name="body">The request.</param>
    /// <param name="at">When it came.</param>
    /// <param name="cameEarly">Whether it came before its turn.</param>
    /// <param name="waiting">How many new requests wait for an answer up to it, those whose clients have gone not counted.</param>
    /// <param name="overtaking">How many later ones have come before it.</param>
    /// <param name="isLastAnswered">Whether the request before it was answered, with no payload.</param>
    /// <param name="areWeLate">Whether answers are due that we have not given.</param>
    /// <returns>Whether the session is to end.</returns>
    public bool Judge(BodyElement body, TimeSpan at, bool cameEarly, int waiting, int overtaking, bool isLastAnswered, bool areWeLate)
    {
        bool isFarewell = body.IsTerminate || body.Pause is not null;
        bool asksForStream = body.AsksForStream && (_terms.MaxStreams > 1 || !body.HasSid);
        bool isEmpty = !isFarewell && !body.IsRestart && body.ElementCount == 0 && !asksForStream;
        bool isTooSoon = isEmpty && _lastIsEmpty && !cameEarly && at - _lastAt < Interval;
        _lastAt = at;
        _lastIsEmpty = isEmpty;

        int tooMany = waiting + overtaking - _terms.Requests - (isFarewell ? 1 : 0);
        return tooMany > MaxWaiting
            || (isTooSoon && (_terms.IsPolling ? isLastAnswered : !areWeLate && waiting >= _terms.Requests && !Forgives(at)));
    }

    /// <summary>
    /// A page that is loaded again may send its first request while a proxy hides from us that the last one of the page before is gone: that
    /// happens now and then, and a client that asks too often does it all the time.
    /// </summary>
    private bool Forgives(TimeSpan at)
    {
        bool forgives = _forgivenAt is not TimeSpan last || at - last > ForgivingPeriod * _terms.Polling;
        _forgivenAt = at;
        return forgives;
    }
}
