using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <summary>A stream that has begun, encrypted as the domain demands; or one that the server has refused with an error before it was.</summary>
/// <param name="Server">The server.</param>
/// <param name="Connection">What carries it.</param>
/// <param name="Reader">The reader of the stream.</param>
/// <param name="Header">The server's header.</param>
/// <param name="First">What the reader has read after the header: not taken yet, and for the session; none when it has read nothing.</param>
/// <param name="IsRefused">
/// Whether the stream is over with its first element, an error that came in the clear where encryption is required: the client is told of it, and nothing
/// else goes either way.
/// </param>
internal sealed record OpenStream(
    UpstreamEndPoint Server, Stream Connection, FrameReader Reader, StreamHeader Header, FrameKind First, bool IsRefused = false);
