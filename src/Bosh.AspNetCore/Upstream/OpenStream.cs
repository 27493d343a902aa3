using Bosh.AspNetCore.Protocol;
using Bosh.AspNetCore.Xml;

namespace Bosh.AspNetCore.Upstream;

/// <summary>A stream that has begun, encrypted as the domain demands.</summary>
/// <param name="Server">The server.</param>
/// <param name="Connection">What carries it.</param>
/// <param name="Reader">The reader of the stream.</param>
/// <param name="Header">The server's header.</param>
/// <param name="First">What the reader has read after the header: not taken yet, and for the session; none when it has read nothing.</param>
internal sealed record OpenStream(UpstreamEndPoint Server, Stream Connection, FrameReader Reader, StreamHeader Header, FrameKind First);
