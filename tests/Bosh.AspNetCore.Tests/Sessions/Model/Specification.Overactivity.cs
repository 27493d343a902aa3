namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <content>XEP-0124, Overactivity, and Polling Sessions: new requests for nothing but payloads that come too soon after each other.</content>
internal sealed partial class Specification
{
    /// <summary>A little less than the client was told is enough, because networks are not even.</summary>
    private const double Enough = 0.9;

    /// <summary>For how many intervals after an offence another one counts.</summary>
    private const int Forgiven = 10;

    private TimeSpan _lastCame;
    private bool _wasEmpty;
    private TimeSpan? _offence;

    /// <summary>A request whose turn it is: whether it is one too soon.</summary>
    private bool IsOveractive(Exchange exchange)
    {
        Request request = exchange.Request;
        TimeSpan came = exchange.Current.ArrivedAt;
        bool isEmpty = !request.IsFarewell && !request.IsRestart && request.Payload.Length == 0 && !AsksForStream(request);
        bool isTooSoon = isEmpty && _wasEmpty && !exchange.CameEarly && came - _lastCame < Enough * _terms.PollingInterval;
        _lastCame = came;
        _wasEmpty = isEmpty;
        if (!isTooSoon)
        {
            return false;
        }

        if (_terms.IsPolling)
        {
            return _exchanges.TryGetValue(exchange.Rid - 1, out Exchange? before) && before is { Answer: not null, HasTold: false };
        }

        // As many as it may have with us, and we owe it nothing.
        if (LiveHeld < _terms.Requests || IsServerSlow || BlockedUntil(Held.First().Rid) is not null)
        {
            return false;
        }

        bool isForgiven = _offence is null || came - _offence > Forgiven * _terms.PollingInterval;
        _offence = came;
        return !isForgiven;
    }
}
