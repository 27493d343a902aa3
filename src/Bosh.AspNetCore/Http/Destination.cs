using Bosh.AspNetCore.Protocol;

namespace Bosh.AspNetCore.Http;

/// <summary>Where a stream goes, or why it goes nowhere.</summary>
/// <param name="Server">The server; null when there is none.</param>
/// <param name="Refusal">Why there is none.</param>
/// <param name="Content">What the client is told about it, as elements; empty for nothing.</param>
internal readonly record struct Destination(BoshDomain? Server, Condition Refusal = Condition.None, byte[]? Content = null)
{
    public static Destination Refused(Condition condition, byte[]? content = null) => new(null, condition, content);
}
