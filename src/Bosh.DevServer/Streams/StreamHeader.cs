namespace Bosh.DevServer.Streams;

/// <summary>What the client said in its <c>stream:stream</c> start tag (RFC 6120, section 4.7).</summary>
internal sealed record StreamHeader(string Namespace, string? ContentNamespace, string? To, string? From, string? Version);
