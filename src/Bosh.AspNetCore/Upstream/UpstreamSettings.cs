using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <summary>What a connection to a server takes at most.</summary>
/// <param name="MaxElementSize">The bytes of one element from the server.</param>
/// <param name="QueueMark">The queued bytes below which the listener hears that the server has taken enough.</param>
/// <param name="Xml">The limits of the tokenizer.</param>
internal sealed record UpstreamSettings(int MaxElementSize, int QueueMark, XmlLimits Xml)
{
    /// <summary>
    /// A server relays what strangers write, and what it relays ends the stream when it is refused: so it may be stranger than
    /// what a client may send itself. Its size is bounded by <see cref="MaxElementSize"/>.
    /// </summary>
    private const int MinDepth = 1000;
    private const int MinAttributes = 1000;
    private const int MaxNamespaces = 1000;

    public static UpstreamSettings Of(BoshLimits limits)
        => new(
            limits.MaxElementSize,
            limits.MaxUpstreamBuffer,
            new XmlLimits(Math.Max(limits.MaxDepth, MinDepth), Math.Max(limits.MaxAttributes, MinAttributes), MaxNamespaces));
}
