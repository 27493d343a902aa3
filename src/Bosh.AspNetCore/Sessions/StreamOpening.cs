using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Upstream;

namespace Bosh.AspNetCore.Sessions;

/// <summary>What is to become of a request for a further stream (XEP-0124, Adding Streams To A Session).</summary>
/// <param name="Target">The server; null when there is none for it.</param>
/// <param name="Refusal">Why there is none.</param>
/// <param name="Content">What the client is told about it, as elements; empty for nothing.</param>
internal sealed record StreamOpening(UpstreamTarget? Target, Condition Refusal, ReadOnlyMemory<byte> Content)
{
    public static StreamOpening At(string domain, BoshDomain server, ClientEnds? client)
        => new(UpstreamTarget.Of(domain, server, client), Condition.None, default);

    public static StreamOpening Refused(Condition condition, ReadOnlyMemory<byte> content = default) => new(null, condition, content);
}
