namespace Bosh.AspNetCore.Protocol;

/// <summary>How terminal binding conditions are written.</summary>
internal static class Conditions
{
    /// <summary>The value of the <c>condition</c> attribute; empty for <see cref="Condition.None"/>.</summary>
    public static ReadOnlySpan<byte> Name(this Condition condition) => condition switch
    {
        Condition.BadRequest => "bad-request"u8,
        Condition.HostGone => "host-gone"u8,
        Condition.HostUnknown => "host-unknown"u8,
        Condition.ImproperAddressing => "improper-addressing"u8,
        Condition.InternalServerError => "internal-server-error"u8,
        Condition.ItemNotFound => "item-not-found"u8,
        Condition.OtherRequest => "other-request"u8,
        Condition.PolicyViolation => "policy-violation"u8,
        Condition.RemoteConnectionFailed => "remote-connection-failed"u8,
        Condition.RemoteStreamError => "remote-stream-error"u8,
        Condition.SeeOtherUri => "see-other-uri"u8,
        Condition.SystemShutdown => "system-shutdown"u8,
        Condition.UndefinedCondition => "undefined-condition"u8,
        _ => default,
    };

    /// <summary>
    /// The status code of an answer with this condition: 200, but for legacy clients those that XEP-0124, HTTP Conditions, tells them to expect.
    /// </summary>
    /// <param name="condition">The condition.</param>
    /// <param name="isLegacy">Whether the client sent no <c>ver</c> when it created the session.</param>
    public static int StatusCode(this Condition condition, bool isLegacy) => !isLegacy ? 200 : condition switch
    {
        Condition.BadRequest => 400,
        Condition.PolicyViolation => 403,
        Condition.ItemNotFound => 404,
        _ => 200,
    };
}
