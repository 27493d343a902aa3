namespace Bosh.AspNetCore.Http;

/// <summary>Metadata that tells our endpoints from all others.</summary>
internal sealed class BoshMarker
{
    public static BoshMarker Instance { get; } = new();
}
